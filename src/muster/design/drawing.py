"""Charts for a page: a picture with its description, and the same rows as a table."""

from pathlib import Path

from django.conf import settings
from markupsafe import Markup

from muster.design import charts
from muster.design.charts import ChartData


Picture = Markup


def picture(chart: ChartData, alt: str, *, wide: bool = False) -> Picture:
    """The chart as markup that is read out as `alt`.

    A wide one comes in two widths, and the page's styles show the one there is room for;
    any other is drawn for a column of a page or a telephone.
    """
    folder = Path(settings.MUSTER_HOME) / "charts"
    narrow = Markup(charts.svg(chart, width=charts.NARROW, folder=folder))
    if not wide:
        inside = narrow
    else:
        full = Markup(charts.svg(chart, width=charts.WIDE, folder=folder))
        inside = Markup(
            '<div class="muster-picture__wide">{}</div>'
            '<div class="muster-picture__narrow">{}</div>'
        ).format(full, narrow)
    return Markup(
        '<div class="muster-picture" role="img" aria-label="{}">{}</div>'
    ).format(alt, inside)
