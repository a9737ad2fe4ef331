"""What is asked in a legal case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from muster.accounts.stored import state
from muster.design.fields import DayField, offer
from muster.registers.child import Place
from muster.registers.contact import Contact
from muster.registers.entry_forms import CloseForm, EntryForm, OnForm, text
from muster.registers.legal import conduct, writing
from muster.registers.legal.case import Legal
from muster.registers.legal.following import next_step
from muster.registers.legal.notice import Notice
from muster.registers.legal.opening import below_reasons
from muster.registers.legal.stepping import DEFENCES, ORDERS, Applies
from muster.registers.legal.steps import Prosecution, Step
from muster.school_year import BadDate, parse_date
from muster.school_year.clock import today


PARENTAL = [
    choice
    for choice in Contact.Relation.choices
    if choice[0] not in ("social_worker", "school", "service")
]


def radios(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, **more
    )


class OpenForm(forms.Form):
    """Against whom a case is opened, of the parents that are held."""

    parents = forms.MultipleChoiceField(
        label="Whom the case is against",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each parent has a case of their own",
        error_messages={"required": "Choose a parent. If none is held, add one first."},
    )
    mine = forms.BooleanField(label="I lead it", required=False, initial=True)
    note = text("What is known")

    def __init__(self, *args: Any, parents: list[Contact], **more: Any) -> None:
        super().__init__(*args, **more)
        self.held = {str(one.pk): one for one in parents}
        offer(self, "parents", [(key, str(one)) for key, one in self.held.items()])

    def clean_parents(self) -> list[Contact]:
        return [self.held[key] for key in self.cleaned_data["parents"]]


class BelowForm(OpenForm):
    """Why a case is opened below the threshold, and of which school where a child is on
    two rolls."""

    school = forms.TypedChoiceField(label="School", coerce=int)
    reason = forms.ChoiceField(label="Why it is opened below the threshold")
    why = text("In words: what happened, and what was agreed", required=True)
    field_order = ("school", "reason", "why", "parents", "mine")

    def __init__(self, *args: Any, of: Sequence[Place], **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["note"]  # ``why`` is asked instead
        schools = [(one.school, one.school_name) for one in of]
        offer(self, "school", schools)
        offer(self, "reason", [("", "Choose"), *below_reasons(today())])
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.initial["school"] = schools[0][0]


class ParentForm(forms.Form):
    """Somebody the law counts as a parent, whom nobody has entered yet."""

    name = forms.CharField(label="Name", max_length=120)
    relation = forms.ChoiceField(label="What they are to the child", choices=PARENTAL)
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where a notice is served",
    )
    is_parent = forms.BooleanField(
        label="They have parental responsibility, or care of the child",
        help_text="A case is against nobody else (Education Act 1996, section 576)",
        error_messages={
            "required": "Say that they have parental responsibility, or care: nobody else"
            " may have a case"
        },
    )


class CloseCaseForm(CloseForm):
    """How a case ended: what its course suggests is chosen already."""

    def offer(self) -> None:
        super().offer()
        if step := next_step(self.entry, self.day, ["close"]):
            self.initial["outcome"] = step.outcome


class ConsiderForm(OnForm):
    decision = radios("What is decided", Legal.Decision.choices)
    why = text("Why", required=True)
    field_order = ("decision", "why", "on")


class ImproveForm(OnForm):
    from_on = DayField(label="First day of the period")
    weeks = forms.TypedChoiceField(label="How many weeks it runs", coerce=int)
    target = text("What improvement is enough", required=True, rows=2)
    field_order = ("from_on", "weeks", "target", "on")

    def offer(self) -> None:
        least, most = conduct.improve_weeks(self.day)
        offer(self, "weeks", [(n, str(n)) for n in range(least, most + 1)])
        self.fields["on"].label = "Sent on"


class ReviewForm(OnForm):
    outcome = radios(
        "What came of it",
        [
            (one.value, one.label)
            for one in (Step.Outcome.IMPROVED, Step.Outcome.NOT_IMPROVED)
        ],
    )
    why = text("What was seen; if it ends early, why")
    field_order = ("outcome", "why", "on")


class ContractForm(OnForm):
    from_on = DayField(label="First day")
    to_on = DayField(label="Last day")
    signed_on = DayField(label="Signed by the parent on", required=False, until=today)
    says = text("What was agreed", required=True)
    field_order = ("from_on", "to_on", "signed_on", "says", "on")


class OrderForm(OnForm):
    kind = radios("Which order", [(one.value, one.label) for one in ORDERS])
    from_on = DayField(label="First day")
    to_on = DayField(label="Last day")
    says = text("What it says, and which court made it", required=True)
    field_order = ("kind", "from_on", "to_on", "says", "on")


class EndForm(OnForm):
    step = forms.TypedChoiceField(label="Which", coerce=int)
    outcome = radios(
        "What came of it",
        [
            (one.value, one.label)
            for one in (Step.Outcome.KEPT, Step.Outcome.BROKEN, Step.Outcome.ENDED)
        ],
    )
    why = text("In words")
    field_order = ("step", "outcome", "why", "on")

    def offer(self) -> None:
        running = Step.objects.filter(entry=self.entry, ended_on=None)
        self.held = {one.pk: one for one in running.exclude(kind=Step.Kind.IMPROVE)}
        offer(self, "step", [(pk, str(one)) for pk, one in self.held.items()])

    def clean_step(self) -> Step:
        return self.held[self.cleaned_data["step"]]


class IssueForm(OnForm):
    """Asks why, beside each check that isn’t met and that law leaves to the authority."""

    reason = radios("What it is for", Notice.Reason.choices)
    how = radios("How it is served", Notice.How.choices, initial=Notice.How.POST)
    served_on = DayField(
        label="Served on, if not by post",
        required=False,
        help_text="By post it is taken to be served on the second working day",
    )

    first = DayField(
        label="First day of the offence",
        required=False,
        help_text="Of the sessions that could be relied on, those from this day",
    )
    last = DayField(
        label="Last day of the offence",
        required=False,
        help_text="Sessions after it stay for another notice; those before don’t",
    )
    field_order = ("reason", "first", "last", "on", "how", "served_on")

    def offer(self) -> None:
        self.case = Legal.objects.select_related("parent").get(pk=self.entry.pk)
        given = str(self.data.get("reason", ""))
        if given not in Notice.Reason.values:
            given = ""
        of = {"reason": given, "on": self.day, "state": state()}
        first, last = _day(self.data.get("first")), _day(self.data.get("last"))
        self.draft = conduct.draft(self.case, **of, first=first, last=last)
        # A period that holds none is a slip of who typed it, and nothing the law refuses.
        self.is_outside = False
        if (first or last) and not self.draft.sessions:
            self.draft = conduct.draft(self.case, **of)
            self.is_outside = bool(self.draft.sessions)
        self.checked = conduct.checked(self.draft)
        self.initial["reason"] = self.draft.reason
        if self.draft.sessions:
            first, last = self.draft.offence
            self.initial |= {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        self.initial["on"] = f"{self.day:%d/%m/%Y}"
        self.fields["on"].label = "Issued on"
        for one in self.checked:
            if one.asks_why:
                self.fields[f"why_{one.check.name}"] = forms.CharField(
                    label=_asks(one),
                    required=False,
                    max_length=500,
                    help_text=one.found,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        whys = [name for name in self.fields if name.startswith("why_")]
        said["whys"] = {name.removeprefix("why_"): said.pop(name, "") for name in whys}
        if self.is_outside:
            begins, ends = self.draft.offence
            self.add_error(
                "first",
                "No session that could be relied on is in this period. They are from"
                f" {begins:%d/%m/%Y} to {ends:%d/%m/%Y}.",
            )
        for one in conduct.unanswered(self.checked, said["whys"]):
            why = (
                f"Say why it is issued all the same, though not this: {one.check.says}"
            )
            self.add_error(f"why_{one.check.name}", why)
        return said

    @property
    def blocked(self) -> list[conduct.Checked]:
        return [one for one in self.checked if one.blocks]


class WriteForm(EntryForm):
    key = radios("Which letter", [])

    def offer(self) -> None:
        offer(self, "key", writing.fitting(self.entry))


def _day(text: Any) -> date | None:
    """A day somebody typed, as far as it is one: the field itself says what is wrong."""
    try:
        return parse_date(str(text)) if text else None
    except BadDate:
        return None


def _asks(one: conduct.Checked) -> str:
    if one.standing is conduct.Standing.UNKNOWN:
        return f"{one.check.says}: can’t be told from here. What do you know of it?"
    return f"{one.check.says}: not met. Why issue it all the same?"


class ElsewhereForm(OnForm):
    issuer = forms.CharField(label="Which authority, or who there", max_length=120)
    issued_on = DayField(label="Issued on", until=today)
    reason = radios("What it was for", Notice.Reason.choices)
    offence_from = DayField(label="First session it relied on", required=False)
    offence_to = DayField(label="Last session it relied on", required=False)
    field_order = ("issuer", "issued_on", "reason", "offence_from", "offence_to", "on")

    def offer(self) -> None:
        self.fields["on"].label = "Found out on"


class OfANoticeForm(OnForm):
    notice = forms.TypedChoiceField(label="Which notice", coerce=int)

    def offer(self) -> None:
        held = self.held_notices()
        self.held = {one.pk: one for one in held}
        offer(
            self,
            "notice",
            [
                (
                    pk,
                    f"{one.number[:1].upper()}{one.number[1:]}, {one.issued_on:%d/%m/%Y}",
                )
                for pk, one in self.held.items()
            ],
        )

    def held_notices(self) -> Any:
        return Notice.objects.filter(entry=self.entry).standing()

    def clean_notice(self) -> Notice:
        return self.held[self.cleaned_data["notice"]]


class PayForm(OfANoticeForm):
    paid_on = DayField(label="Paid on", until=today)
    pounds = forms.DecimalField(
        label="How much, in pounds", min_value=1, max_digits=8, decimal_places=2
    )
    reference = forms.CharField(
        label="The payer’s reference", max_length=60, required=False
    )
    field_order = ("notice", "paid_on", "pounds", "reference", "on")

    def held_notices(self) -> Any:
        return super().held_notices().ours().filter(paid_on=None)

    def offer(self) -> None:
        super().offer()
        self.fields["on"].label = "Entered on"
        self.initial["on"] = f"{self.day:%d/%m/%Y}"


class WithdrawForm(OfANoticeForm):
    ground = radios("On which ground", Notice.Ground.choices)
    why = text("Why", required=True, rows=2)
    field_order = ("notice", "ground", "why", "on")


class ProsecuteForm(EntryForm):
    """Each defence is considered, in words."""

    act = radios("Under which law", Prosecution.Act.choices)
    why = text("Why: the evidence, and the public interest", required=True)
    laid_on = DayField(
        label="Information laid on",
        until=today,
        help_text="Sessions more than six months before it are left out",
    )

    def offer(self) -> None:
        for name, title in DEFENCES.items():
            lower = title[:1].lower() + title[1:]
            self.fields[f"applies_{name}"] = radios(
                title,
                Applies.CHOICES,
                error_messages={"required": f"Say whether {lower}"},
            )
            self.fields[f"says_{name}"] = forms.CharField(
                label="What was found",
                error_messages={"required": f"Say what was found of it: {lower}"},
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["defences"] = {
            name: (said.pop(f"applies_{name}", ""), said.pop(f"says_{name}", ""))
            for name in DEFENCES
        }
        return said


class HearForm(EntryForm):
    court = forms.CharField(label="Court", max_length=120, required=False)
    hearing_on = DayField(label="Hearing", required=False)
    plea = forms.ChoiceField(
        label="Plea", choices=Prosecution.Plea.choices, required=False
    )
    outcome = forms.ChoiceField(
        label="Outcome", choices=Prosecution.Outcome.choices, required=False
    )
    outcome_on = DayField(label="Outcome on", required=False, until=today)
    fine = forms.DecimalField(
        label="Fine, in pounds",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        required=False,
    )
    costs = forms.DecimalField(
        label="Costs, in pounds",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        required=False,
    )

    def offer(self) -> None:
        held = Prosecution.objects.filter(entry=self.entry, outcome="").last()
        if held:
            self.initial["court"], self.initial["plea"] = held.court, held.plea
            if held.hearing_on:
                self.initial["hearing_on"] = f"{held.hearing_on:%d/%m/%Y}"


class PaymentsForm(forms.Form):
    file = forms.FileField(
        label="A CSV of payments",
        help_text="With the columns reference, date and amount",
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > 2_000_000:
            raise ValidationError("It is larger than 2 MB. Send fewer rows at a time.")
        content: bytes = file.read()
        return content


class SettleForm(forms.Form):
    how = forms.CharField(
        label="What became of the money",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
