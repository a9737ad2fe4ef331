"""Every section a paper can have, in one written list. An audience names those it sees."""

from muster.reports.sections import (
    coverage,
    definitions,
    groups,
    headlines,
    patterns,
    persistent,
    reasons,
    schools,
    trend,
)
from muster.reports.sections.section import Section


SECTIONS: tuple[Section, ...] = (
    headlines.SECTION,
    trend.SECTION,
    persistent.SECTION,
    reasons.SECTION,
    groups.SECTION,
    patterns.SECTION,
    schools.SECTION,
    coverage.SECTION,
    definitions.SECTION,
)
