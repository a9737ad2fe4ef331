"""The prosecution file: everything a lawyer asks for, in one paper, put together from what
is held and from nothing else. What is written from memory of the law says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from muster.accounts.authority import authority, look_of_papers
from muster.design.filters import day
from muster.documents import blocks
from muster.documents.blocks import Column, Heading, Paragraph, Table
from muster.documents.cells import Cell
from muster.measures.members import school_names
from muster.measures.watch.register import Session
from muster.registers import choices
from muster.registers.child import Child
from muster.registers.clocks import months_after, rule_of
from muster.registers.entry import Happened
from muster.registers.legal.case import REGISTER, Legal
from muster.registers.legal.conduct import reasons, relied
from muster.registers.legal.evidence import changed_once, each_once, read
from muster.registers.legal.notice import Notice
from muster.registers.legal.section import stands
from muster.registers.legal.stepping import DEFENCES, Applies, said
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.seen import called
from muster.tables import codes
from muster.tables.state import State


Blocks = Iterator[blocks.Block]
CERTIFICATE = (
    "I certify that the sessions listed in this file are a true extract of the register of"
    " attendance of the pupil named in it, kept at the school under the School Attendance"
    " (Pupil Registration) (England) Regulations 2024.\n\nSigned:\n\nHead teacher:\n\nDate:"
)


def case_file(case: Legal, child: Child, state: State, on: date) -> blocks.Paper:
    """As it stands on a day. ``child`` is as its reader may see them."""
    held = authority()
    school = school_names(state).get(case.school or 0, "")
    return blocks.Paper(
        title=f"Prosecution file: {child.name}",
        subtitle=f"Against {case.parent}",
        organisation=held.name or "Local authority",
        audience="Restricted: for legal proceedings",
        as_at=day(on),
        reference=f"Case {case.pk}",
        look=look_of_papers(held),
        blocks=[
            *_who(case, child, school),
            *_offence(case, on),
            *_evidence(case, state),
            *_support(case),
            *_notices(case, on),
            *_contacts(case),
            *_chronology(case),
            *_certificate(),
        ],
    )


def _who(case: Legal, child: Child, school: str) -> Blocks:
    yield Heading("Who it is about")
    yield _table(
        "Who it is about",
        ("What", "In words"),
        [
            ("Child", child.name),
            ("Born", day(child.born_on)),
            ("School", school or "–"),
            ("Parent", str(case.parent)),
            ("Address", case.parent.address or "None is held"),
            (
                "Parental responsibility, or care",
                "Held as having it"
                if case.parent.is_parent
                else "Not held as having it",
            ),
            (
                "Case opened",
                f"{day(case.started_on)} by {called([case.opened_by])[case.opened_by]}",
            ),
            ("Why it was opened", choices.said("legal", "reason", case.reason)),
            (
                "Last decided",
                f"{case.get_decision_display()}, because: {case.decision_why}"
                if case.decision
                else "Nothing yet",
            ),
        ],
    )


def _offence(case: Legal, on: date) -> Blocks:
    yield Heading("The offence")
    held = list(Prosecution.objects.filter(entry=case))
    if not held:
        yield Paragraph("No information is laid yet.")
    for one in held:
        yield Paragraph(
            f"{one.get_act_display()}, {day(one.offence_from)} to {day(one.offence_to)}."
            f" Information laid on {day(one.laid_on)}. {said(one)}\n\n{one.why}"
        )
        yield _table(
            "Defences that were considered",
            ("Defence", "Whether it applies", "What was found"),
            [
                (
                    DEFENCES[name],
                    dict(Applies.CHOICES).get(found["applies"], ""),
                    found["says"],
                )
                for name, found in one.defences.items()
            ],
            note="Education Act 1996, section 444(3) to (6) (from memory: check).",
        )


def _evidence(case: Legal, state: State) -> Blocks:
    yield Heading("Sessions relied on")
    prosecution = Prosecution.objects.filter(entry=case).last()
    sessions = _relied_on(case, prosecution)
    if not sessions:
        yield Paragraph(
            "No session is left to rely on: none came after those of before."
        )
        return
    other = {
        (each.on, each.half): each.now or "no mark"
        for each in changed_once(case.evidence.all(), state)
    }
    limit = rule_of("legal", "limit", case.started_on)
    laid = prosecution.laid_on if prosecution else None
    said = [
        (
            day(one.on),
            one.half,
            one.code,
            codes.by_code(one.code).meaning if one.code in codes.BY_CODE else "",
            _remark(
                other.get((one.on, one.half)),
                is_late=bool(laid and months_after(one.on, limit.number) < laid),
            ),
        )
        for one in sessions
    ]
    titles = ("Day", "Session", "Code", "What it means", "Remark")
    shown = 5 if any(row[-1] for row in said) else 4
    yield _table(
        "Sessions relied on",
        titles[:shown],
        [row[:shown] for row in said],
        note=f"Codes as they were when they were taken in. {limit.source} (from memory:"
        " check): an information is laid within six months of an offence.",
    )


def _relied_on(case: Legal, prosecution: Prosecution | None) -> Sequence[Session]:
    """What somebody is prosecuted for; else what an unpaid notice was issued for; else the
    evidence of after the last notice or prosecution (rules.md 4.2): who has paid a notice
    answers for its sessions no more (Education Act 1996, section 444A)."""
    unpaid = Notice.objects.filter(entry=case).running().first()
    if rests_on := prosecution or unpaid:
        return read(rests_on.sessions)
    after = relied(case) or date.min
    return [one for one in read(each_once(case.evidence.all())) if one.on > after]


def _remark(now: str | None, *, is_late: bool) -> str:
    said = [f"The register says {now} now"] if now else []
    return "; ".join([*said, *(["More than six months before"] if is_late else [])])


def _support(case: Legal) -> Blocks:
    yield Heading("Support, notices to improve, contracts and orders")
    when = f" on {day(case.support_on)}" if case.support_on else ""
    yield Paragraph(
        f"{case.get_support_first_display()}{when}. {case.support_says}"
        if case.support_first
        else "It is not said whether support was offered."
    )
    if rows := list(Step.objects.filter(entry=case)):
        yield _table(
            "Notices to improve, contracts and orders",
            ("What", "From", "To", "In words", "What came of it"),
            [
                (
                    one.get_kind_display(),
                    day(one.from_on),
                    day(one.to_on),
                    one.says,
                    f"{one.get_outcome_display()} {one.why}".strip() or "Not ended",
                )
                for one in rows
            ],
        )


def _notices(case: Legal, on: date) -> Blocks:
    yield Heading("Penalty notices")
    rows = list(Notice.objects.of(case.parent, case.child))
    if not rows:
        yield Paragraph("None was issued to this parent for this child.")
        return
    yield _table(
        "Penalty notices",
        ("Number", "Issued", "Served", "For sessions", "How it stands"),
        [
            (
                one.number,
                day(one.issued_on),
                day(one.served_on),
                f"{day(one.offence_from)} to {day(one.offence_to)}",
                stands(one, on),
            )
            for one in rows
        ],
        note="Service of a letter on the second working day is from memory: check.",
    )
    if whys := [(one.number, *each) for one in rows for each in reasons(one)]:
        yield _table(
            "Issued all the same: what was not met, or could not be told, and why",
            ("Number", "What was looked at", "Why it was issued"),
            whys,
        )


def _contacts(case: Legal) -> Blocks:
    yield Heading("Contact with the parent")
    rows = case.happened.filter(kind=Happened.Kind.CONTACT).order_by("on", "pk")
    names = called(one.by for one in rows)
    if not rows:
        yield Paragraph("None is entered.")
        return
    yield _table(
        "Contact with the parent",
        ("On", "In words", "By"),
        [(day(one.on), one.text, names[one.by]) for one in rows],
    )


def _chronology(case: Legal) -> Blocks:
    yield Heading("What happened, in order")
    rows = case.happened.order_by("on", "pk")
    names = called(one.by for one in rows)
    yield _table(
        "What happened, in order",
        ("On", "What", "In words", "By"),
        [
            (day(one.on), one.get_kind_display(), _in_words(one), names[one.by])
            for one in rows
        ],
    )


def _in_words(one: Happened) -> str:
    to = REGISTER.said(one.after) if one.kind == Happened.Kind.MOVED else ""
    return ". ".join(part for part in (to, one.text) if part) or "–"


def _certificate() -> Blocks:
    yield Heading("Certificate of the register")
    yield blocks.Callout(
        "From memory: check",
        "The wording below is recalled, and is no court’s own form (Education Act 1996,"
        " section 566). Check it with your lawyers before it is signed.",
    )
    yield Paragraph(CERTIFICATE)


def _table(
    caption: str,
    columns: tuple[str, ...],
    rows: list[tuple[Cell, ...]] | list[tuple[str, ...]],
    note: str = "",
) -> Table:
    return Table(caption, [Column(one) for one in columns], rows, note=note)
