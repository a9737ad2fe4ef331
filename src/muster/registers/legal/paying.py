"""Payments of penalty notices: what fits pays, and what doesn't waits for a person."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.registers import keeping, running
from muster.registers.entry import Entry
from muster.registers.keeping import Refused, one_at_a_time
from muster.registers.legal.case import Status
from muster.registers.legal.notice import Notice, number_of
from muster.registers.legal.payment import Payment
from muster.school_year import BadDate, Calendar, parse_date
from muster.tables.state import State


COLUMNS = ("reference", "date", "amount")
MOST_ROWS = 5_000


class BadPayments(Exception):
    """``problems`` are sentences, each with its row and column. Nothing was taken in."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Row:
    reference: str
    on: date
    pounds: Decimal


@dataclass
class TakenIn:
    """What became of a file’s rows."""

    paid: int = 0
    waits: int = 0
    held: int = 0


def refusal(notice: Notice, on: date, pounds: Decimal) -> str | None:
    """Why an amount on a day doesn't pay a notice; None if it does. There are no part
    payments, and none after the last day (rules.md 4.1: recalled)."""
    if notice.issuer:
        return "That notice is another authority’s, and is paid there."
    if notice.withdrawn_on:
        return f"{notice.number} was withdrawn on {notice.withdrawn_on:%d/%m/%Y}: pay it back."
    if notice.paid_on:
        return f"{notice.number} was paid on {notice.paid_on:%d/%m/%Y} already."
    if notice.prosecutions.exists():
        return f"Somebody is prosecuted for {notice.number}: it can’t be paid any more."
    if on < notice.issued_on:
        return f"{notice.number} was issued later, on {notice.issued_on:%d/%m/%Y}."
    owed = notice.due
    if on > owed.by:
        return (
            f"{notice.number} could be paid until {owed.by:%d/%m/%Y}. After that somebody"
            " is prosecuted, or it is withdrawn."
        )
    if pounds == owed.pounds:
        return None
    if owed.reduced_by and pounds == owed.reduced_pounds:
        if on <= owed.reduced_by:
            return None
        return (
            f"£{owed.reduced_pounds} was enough until {owed.reduced_by:%d/%m/%Y}: since"
            f" then {notice.number} is £{owed.pounds}."
        )
    return f"£{pounds} is not what {notice.number} costs ({costs(notice)}): there are no part payments."


def costs(notice: Notice) -> str:
    owed = notice.due
    half = ""
    if owed.reduced_by:
        half = f"£{owed.reduced_pounds} to {owed.reduced_by:%d/%m/%Y}, "
    return f"{half}£{owed.pounds} to {owed.by:%d/%m/%Y}"


@one_at_a_time
def pay(
    entry: Entry,
    *,
    notice: Notice,
    paid_on: date,
    pounds: Decimal,
    on: date,
    by: str,
    calendar: Calendar,
    reference: str = "",
) -> None:
    """A notice is paid. Raises Refused for an amount or a day that doesn't pay it; the
    money itself is then entered as a payment that waits (:func:`take_in`)."""
    if entry.is_read_only:
        raise Refused(f"This is kept in {entry.source}, and is changed there.")
    notice = Notice.objects.select_for_update().get(pk=notice.pk, entry=entry)
    if why := refusal(notice, paid_on, pounds):
        raise Refused(why)
    notice.paid_on, notice.paid_pounds = paid_on, int(pounds)
    notice.save(update_fields=["paid_on", "paid_pounds"])
    _held(Row(reference or notice.number, paid_on, pounds), notice=notice, by=by)
    if not notice.is_paid_reduced:
        running.stop(entry, "half", on=paid_on, by=by, why="Paid in full instead")
    running.meet(entry, "half", "full", on=paid_on, by=by)
    running.stop(entry, "limit", on=paid_on, by=by, why="The notice was paid")
    text = f"{notice.number}: £{pounds:.0f} on {paid_on:%d/%m/%Y}."
    if entry.status in (Status.NOTICE_1, Status.NOTICE_2, Status.UNPAID):
        keeping.move(
            entry,
            to=Status.PAID,
            on=on,
            by=by,
            calendar=calendar,
            note=text,
            by_deed=True,
        )
    else:
        keeping.note(entry, text=f"Paid: {text}", on=on, by=by)
    audit.record(did="notice.paid", by=by, child=entry.child, to=f"notice:{notice.pk}")


def take_in(content: bytes, *, state: State, on: date, by: str) -> TakenIn:
    """Payments of a file: each pays its notice, or waits with the reason; one that is
    held already is left. Raises BadPayments for a file that can't be read whole."""
    rows, done = read(content, on), TakenIn()
    with transaction.atomic():
        for row in rows:
            _take(row, done, state=state, on=on, by=by)
        audit.record(
            did="payments.taken-in",
            by=by,
            after={"paid": done.paid, "wait": done.waits, "held": done.held},
        )
    return done


def _take(row: Row, done: TakenIn, *, state: State, on: date, by: str) -> None:
    if Payment.objects.filter(
        reference=row.reference, on=row.on, pounds=row.pounds
    ).exists():
        done.held += 1
        return
    notice = _meant(row.reference)
    waits = "No notice has this reference. Find whose it is."
    if notice is not None:
        waits = refusal(notice, row.on, row.pounds) or ""
    if notice is None or waits:
        _held(row, waits=waits, by=by)
        done.waits += 1
        return
    try:
        with transaction.atomic():
            _pay_row(row, notice, state=state, on=on, by=by)
    except Refused as why:  # what only its case knows: that it is kept elsewhere, say
        _held(row, waits=str(why), by=by)
        done.waits += 1
    else:
        done.paid += 1


def _pay_row(row: Row, notice: Notice, *, state: State, on: date, by: str) -> None:
    entry = notice.entry
    pay(
        entry,
        notice=notice,
        paid_on=row.on,
        pounds=row.pounds,
        on=on,
        by=by,
        calendar=entry.calendar(state),
        reference=row.reference,
    )


def settle(payment: Payment, *, how: str, on: date, by: str) -> None:
    """A payment that waits is dealt with: paid back, or found to be something else."""
    if not how.strip():
        raise Refused("Say what became of the money.")
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        if payment.notice_id or payment.settled_on:
            raise Refused("It doesn’t wait.")
        payment.settled_on, payment.settled_how = on, how.strip()[:300]
        payment.save(update_fields=["settled_on", "settled_how"])
        audit.record(did="payment.settled", by=by, to=f"payment:{payment.pk}")


def read(content: bytes, on: date) -> list[Row]:
    """The rows of a file of payments. Raises BadPayments with every problem there is."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadPayments(["It is no CSV in UTF-8. Save it as “CSV UTF-8”."]) from None
    if "\0" in text:
        raise BadPayments(["It isn’t text. Save it as “CSV UTF-8”, and send that."])
    found = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip().casefold() for name in found.fieldnames or []]
        found.fieldnames = names
        if missing := [name for name in COLUMNS if name not in names]:
            given = ", ".join(f"“{name}”" for name in names) or "nothing"
            said = (
                f"Row 1: the columns {', '.join(COLUMNS)} are needed, and"
                f" {' and '.join(missing)} is not there. Found {given}."
            )
            raise BadPayments([said])
        rows = list(enumerate(found, start=2))
    except csv.Error as why:
        raise BadPayments(
            [f"Row {found.line_num}: {why}. Save it as CSV again."]
        ) from why
    if len(rows) > MOST_ROWS:
        raise BadPayments([f"It has {len(rows):,} rows. Send {MOST_ROWS:,} at a time."])
    problems: list[str] = []
    kept: dict[Row, int] = {}
    for number, cells in rows:
        row = _row(number, cells, on, problems)
        if row in kept:
            problems.append(_twice(number, kept[row]))
        elif row:
            kept[row] = number
    if problems:
        raise BadPayments(problems)
    return list(kept)


def _twice(number: int, before: int) -> str:
    """Money that came twice is never taken for a row that was written twice, nor the other
    way round: a person says which it is."""
    return (
        f"Row {number}: the same reference, date and amount as row {before}. If it is one"
        " payment, take this row out. If it was paid twice, add a word to this reference,"
        " such as “again”: the payment then waits for somebody to say what becomes of it."
    )


def _row(
    number: int, row: dict[str | None, Any], on: date, problems: list[str]
) -> Row | None:
    if beyond := [cell for cell in row.get(None, []) if cell.strip()]:
        problems.append(
            f"Row {number}: “{beyond[0][:60]}” is beyond the last column. An amount with a"
            " comma in it needs quotation marks around it."
        )
        return None
    reference, when, amount = ((row.get(name) or "").strip() for name in COLUMNS)
    if not (reference or when or amount):
        return None
    found = [
        _problem(number, *one)
        for one in (
            ("reference", reference, _is_reference, "Give the number of the notice."),
            ("date", when, lambda text: _day(text, on), "Write it like 04/09/2025."),
            ("amount", amount, _pounds, "Write pounds like 80 or 80.00."),
        )
        if one[2](one[1]) is None
    ]
    problems.extend(found)
    if found:
        return None
    day, pounds = _day(when, on), _pounds(amount)
    assert day and pounds is not None
    return Row(reference, day, pounds)


def _problem(number: int, column: str, text: str, _: object, advice: str) -> str:
    return f"Row {number}, {column}: “{text}”. {advice}"


def _is_reference(text: str) -> str | None:
    return text if 0 < len(text) <= 60 else None


def _day(text: str, on: date) -> date | None:
    try:
        day = parse_date(text)
    except BadDate:
        return None
    return day if day <= on else None


def _pounds(text: str) -> Decimal | None:
    try:
        pounds = Decimal(text.removeprefix("£").replace(",", ""))
    except InvalidOperation:
        return None
    fits = pounds.is_finite() and 0 < pounds < 1_000_000
    return pounds if fits and pounds == round(pounds, 2) else None


def _meant(reference: str) -> Notice | None:
    number = number_of(reference)
    if number is None or number > 2**31:
        return None
    return Notice.objects.ours().filter(pk=number).select_related("entry").first()


def _held(
    row: Row, *, by: str, notice: Notice | None = None, waits: str = ""
) -> Payment:
    try:
        with transaction.atomic():
            return Payment.objects.create(
                reference=row.reference,
                on=row.on,
                pounds=row.pounds,
                notice=notice,
                waits=waits[:300],
                by=by,
                at=timezone.now(),
            )
    except IntegrityError:
        raise Refused(
            f"A payment of £{row.pounds} on {row.on:%d/%m/%Y} for “{row.reference}” is"
            " entered already."
        ) from None
