"""How a measure is broken down: the choices, and why some cannot be made."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from muster.explore import choosing
from muster.explore.choosing import ChooseForm, OpenChoice
from muster.explore.looking import Look
from muster.explore.schools import schools_of
from muster.measures import (
    ALL,
    BadPeriod,
    CannotAsk,
    Measure,
    NoSuchDimension,
    Period,
    Scope,
    parse_period,
)
from muster.measures.count import TERMS
from muster.measures.dimensions import DIMENSIONS, TITLES
from muster.tables.state import State


ONE = "The school is not a number we know. Choose one from the list."
MOST_PERIODS = 12
TOO_MANY = (
    f"{MOST_PERIODS} periods at most stand beside each other, and %(count)s were chosen."
    " Clear some of them."
)


class OpenChoices(forms.MultipleChoiceField):
    """Offers the usual values and takes any others: an address may name them."""

    def valid_value(self, value: str) -> bool:
        return True


class MeasureForm(ChooseForm):
    """How a measure is broken down. The breakdowns it cannot have are not offered; if an
    address asks for one, `measures` refuses it and the form says so."""

    by = OpenChoice(label="Broken down by", required=False)
    by2 = OpenChoice(label="And by", required=False)
    school = forms.ChoiceField(
        label="School", required=False, error_messages={"invalid_choice": ONE}
    )
    also = OpenChoices(
        label="Other periods",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Set beside the period above, in the order of time",
    )

    def __init__(
        self, query: QueryDict, *, measure: Measure, state: State, scope: Scope = ALL
    ) -> None:
        super().__init__(query, state=state, scope=scope)
        self.measure = measure
        self.fields["school"].choices = [("", "All schools")] + [
            (str(school.id), school.name)
            for school in schools_of(state, scope).values()
        ]
        self.fields["also"].choices = choosing.offered(state)
        look, first = self.look(), self["by"].value()
        for name, beside in (("by", ()), ("by2", (first,) if first else ())):
            found = offered(look, measure, self[name].value(), beside)
            self.fields[name].choices = [
                ("", "Nothing"),
                *((one, TITLES[one]) for one in found),
            ]

    def _filled(self, query: QueryDict) -> dict[str, Any]:
        also = [text.strip() for text in query.getlist("also") if text.strip()]
        return super()._filled(query) | {"also": also}

    def clean_also(self) -> list[Period]:
        """The other periods, each once."""
        texts = list(dict.fromkeys(self.cleaned_data["also"]))
        if len(texts) >= MOST_PERIODS:
            raise ValidationError(TOO_MANY, params={"count": len(texts) + 1})
        try:
            return [parse_period(text) for text in texts]
        except BadPeriod as why:
            raise ValidationError(str(why)) from None

    def refuse(self, why: ValueError) -> None:
        """Puts a refusal of `measures` beside the choice it is about."""
        about_breakdown = isinstance(why, CannotAsk | NoSuchDimension)
        beside = "by" if about_breakdown and self.by_asked else "period"
        self.add_error(beside, ValidationError(str(why)))

    @property
    def by_asked(self) -> tuple[str, ...]:
        chosen = (self.cleaned_data.get(name) for name in ("by", "by2"))
        return tuple(name for name in chosen if name)

    @property
    def periods(self) -> list[Period]:
        """Every period chosen, in the order of time."""
        chosen = [self.cleaned_data["period"], *self.cleaned_data["also"]]
        return sorted({period.text: period for period in chosen}.values(), key=in_time)

    @property
    def school_name(self) -> str:
        chosen = self.cleaned_data.get("school")
        return dict(self.fields["school"].choices)[chosen] if chosen else ""

    @property
    def schools(self) -> tuple[int, ...]:
        chosen = self.cleaned_data.get("school")
        return (int(chosen),) if chosen else ()


def in_time(period: Period) -> tuple:
    """Sorts periods; a half-term is within its year, whose dates it has."""
    term = TERMS.index(period.term) + 1 if period.term else 0
    return period.years[0].start, period.half_term or 0, term, period.first, period.last


def offered(
    look: Look,
    measure: Measure,
    asked: str | None = None,
    beside: tuple[str, ...] = (),
) -> list[str]:
    """The breakdowns a measure can have, ``beside`` one chosen already, and the one asked
    for if there is such a one."""
    return [
        name
        for name in DIMENSIONS
        if name == asked or not look.why_not((measure.name,), (*beside, name))
    ]
