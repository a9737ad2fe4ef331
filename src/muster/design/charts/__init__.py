"""Charts: plain rows in, an SVG picture out, the same in a page, a PDF or a document.

The drawing engine is imported when something is first drawn, not before.
"""

from .data import ChartData, Reference, Value
from .days import DayRow, half_days, swatch
from .drawn import forget, svg
from .funnel import Limits, Spot, funnel
from .grid import heat
from .horizontal import bars, grouped_bars
from .house import NARROW, WIDE
from .lines import line
from .maps import Area, Place, areas, bin_name, places
from .run import run
from .scatter import Dot, dots
from .timeline import Mark, timeline
from .upright import columns


__all__ = [
    "NARROW",
    "WIDE",
    "Area",
    "ChartData",
    "DayRow",
    "Dot",
    "Place",
    "Limits",
    "Mark",
    "Reference",
    "Spot",
    "Value",
    "areas",
    "bars",
    "bin_name",
    "columns",
    "dots",
    "forget",
    "funnel",
    "grouped_bars",
    "half_days",
    "heat",
    "line",
    "places",
    "run",
    "svg",
    "swatch",
    "timeline",
]
