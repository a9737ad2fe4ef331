"""Every section a paper can have, in one written list. An audience names those it sees."""

from muster.reports.sections import (
    compared,
    coverage,
    definitions,
    groups,
    patterns,
    persistent,
    reasons,
    schools,
    summary,
    trend,
)
from muster.reports.sections.section import Section


SECTIONS: tuple[Section, ...] = (
    summary.SECTION,
    compared.SECTION,
    trend.SECTION,
    persistent.SECTION,
    reasons.SECTION,
    groups.SECTION,
    patterns.SECTION,
    schools.SECTION,
    coverage.SECTION,
    definitions.SECTION,
)
