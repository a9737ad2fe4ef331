"""How a number, a share or a day is written on every page."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.html import json_script


def number(value: int | None) -> str:
    """12345 as “12,345”; nothing known as an en dash."""
    return "–" if value is None else f"{value:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """“1 reply”, “1,204 replies”; ``many`` only where it is not the one with an s."""
    return f"{number(count)} {one if abs(count) == 1 else many or one + 's'}"


def percent(value: Decimal | None, places: int = 1) -> str:
    """Decimal("6.25") as “6.3%”, halves up; nothing known as an en dash."""
    if value is None:
        return "–"
    step = Decimal(1).scaleb(-places)
    return f"{value.quantize(step, rounding=ROUND_HALF_UP)}%"


def points(value: Decimal | None, places: int = 1) -> str:
    """A difference in percentage points, with its sign: “+0.4”, “−1.2”, “0.0”."""
    if value is None:
        return "–"
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if not rounded:
        return str(abs(rounded))
    return f"{'+' if rounded > 0 else '−'}{abs(rounded)}"


def day(value: date | None) -> str:
    """2025-09-01 as “1 September 2025”."""
    return "–" if value is None else f"{value.day} {value:%B %Y}"


def hour(value: time | datetime) -> str:
    """“2pm”, “9:05am”."""
    minutes = f":{value:%M}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime | None) -> str:
    """“1 September 2025 at 9:05am”, at the clock on the wall."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{day(local)} at {hour(local)}"


ALL = {
    "number": number,
    "counted": counted,
    "percent": percent,
    "points": points,
    "day": day,
    "moment": moment,
    "hour": hour,
    "json_script": json_script,
}
