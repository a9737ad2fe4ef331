"""Every section a paper can have, in one written list. An audience names those it sees."""

from muster.reports.sections import (
    compared,
    coverage,
    definitions,
    groups,
    patterns,
    persistent,
    priorities,
    provision,
    reasons,
    schools,
    signals,
    summary,
    transition,
    trend,
    vulnerable,
    worked,
)
from muster.reports.sections.section import Section


SECTIONS: tuple[Section, ...] = (
    summary.SECTION,
    compared.SECTION,
    signals.SECTION,
    priorities.SECTION,
    trend.SECTION,
    persistent.SECTION,
    reasons.SECTION,
    groups.SECTION,
    vulnerable.SECTION,
    worked.SECTION,
    transition.SECTION,
    patterns.SECTION,
    schools.SECTION,
    provision.SECTION,
    coverage.SECTION,
    definitions.SECTION,
)
