"""Making a letter of an entry, from the council's own template or from ours.

    make_letter(entry, "notice_to_improve", to=parent, more={"target": …}, by=…, on=…)

``more`` gives the fields the letter ``asks`` for in letters.toml: days as dates, numbers,
words, and tables as lists of rows (``evidence``: date, session, code, meaning;
``amounts``: amount, by). Nothing is printed blank: what isn't held is said instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import User
from muster.accounts.stored import state
from muster.documents import letters as merging
from muster.documents.letters import Field, Missing
from muster.registers import filing, keeping, letter_values
from muster.registers.child import Children
from muster.registers.contact import Contact
from muster.registers.document import Document, LetterTemplate
from muster.registers.entry import Entry, Happened
from muster.registers.keeping import Refused
from muster.registers.letter_fields import Letter, fields_of, letters, without
from muster.registers.shipped import ours


class Incomplete(Refused):
    """What a letter would have left blank: a sentence for each field."""

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(said.values())))
        self.said = said


@transaction.atomic
def make_letter(
    entry: Entry,
    key: str,
    *,
    to: Contact | None,
    more: Mapping[str, object] = {},
    by: str,
    on: date,
) -> Document:
    """A letter, kept with the entry and said in what happened. ``by`` is a username: it is
    their name and what they may see of the child that it says.

    Raises Refused for a letter that isn't of this register, for one of another child's
    contact, and with a sentence for each thing it would say and nothing is held of.
    """
    letter, template = letters()[key], template_of(key, on)
    values = _values(entry, letter, to, more, by, on)
    whose = f"-{to.pk}" if to else ""
    content = _merged(template, letter, values)
    title = f"{letter.title} to {to.name}" if to else letter.title
    made = filing.file(
        entry,
        title=title,
        # Both parents’ letters go to one folder: each needs a name of its own.
        name=f"{letter.key.replace('_', '-')}-{on:%Y-%m-%d}-{entry.pk}{whose}.docx",
        kind="docx",
        content=content,
        on=on,
        by=by,
        letter=letter.key,
        template=template,
        to=to,
    )
    text = f"Letter made: {title}."
    keeping.note(entry, text=text, on=on, by=by, kind=Happened.Kind.LETTER)
    return made


def written(key: str, values: Mapping[str, Any], on: date) -> bytes:
    """A letter of no entry, such as one to a school: ``values`` are all it may say. Raises
    Incomplete, with a sentence for each thing it would say and nothing is held of."""
    letter = letters()[key]
    blank = {one.name: [] if one.columns else "" for one in fields_of(letter)}
    return _merged(template_of(key, on), letter, blank | dict(values))


def missing_of(
    entry: Entry, key: str, *, to: Contact | None, by: str, on: date
) -> dict[str, str]:
    """What a letter would say and nothing is held of, whatever is asked besides: a
    sentence for each field; nothing where it can be made. Raises Refused."""
    letter = letters()[key]
    asked = {
        one.name: one.example for one in fields_of(letter) if one.name in letter.asks
    }
    try:
        _merged(template_of(key, on), letter, _values(entry, letter, to, asked, by, on))
    except Incomplete as why:
        return why.said
    return {}


def asked_by(key: str, on: date) -> list[str]:
    """What whoever makes a letter has to give, as far as its template says it."""
    letter = letters()[key]
    used = merging.used(content_of(template_of(key, on), key), fields_of(letter))
    return [name for name in letter.asks if name in used]


def preview(key: str, content: bytes) -> bytes:
    """A letter of somebody invented, as a template has it."""
    fields = fields_of(letters()[key])
    return merging.merge(content, {one.name: one.example for one in fields})


# Templates -------------------------------------------------------------------------------


def template_of(key: str, on: date) -> LetterTemplate | None:
    """The council's own on a day; None where ours stands."""
    held = LetterTemplate.objects.filter(key=key, valid_from__lte=on)
    return held.order_by("-valid_from", "-pk").first()


def content_of(template: LetterTemplate | None, key: str) -> bytes:
    return bytes(template.content) if template else ours(key)


@transaction.atomic
def give_template(
    key: str, *, name: str, content: bytes, on: date, by: str
) -> LetterTemplate:
    """Keeps a council's own version of a letter, from a day on. Raises BadTemplate."""
    read = merging.read(name, content, fields_of(letters()[key]))
    kept = LetterTemplate.objects.create(
        key=key,
        file_name=name[:200],
        content=read.content,
        digest=hashlib.sha256(read.content).hexdigest(),
        valid_from=on,
        by=by,
        at=timezone.now(),
    )
    audit.record(
        did="letter-template.given",
        by=by,
        to=f"letter:{key}",
        after={"file": kept.digest},
    )
    return kept


# What a letter says ----------------------------------------------------------------------


def _merged(
    template: LetterTemplate | None, letter: Letter, values: dict[str, Any]
) -> bytes:
    try:
        return merging.merge(content_of(template, letter.key), values)
    except Missing as why:
        names = dict.fromkeys(name.partition(".")[0] for name in why.names)
        raise Incomplete({name: without(name) for name in names}) from why


def _values(
    entry: Entry,
    letter: Letter,
    to: Contact | None,
    more: Mapping[str, object],
    by: str,
    on: date,
) -> dict[str, Any]:
    """Everything the letter may say, as words."""
    if entry.is_read_only:
        raise Refused(f"This is kept in {entry.source}, and is changed there.")
    if not letter.is_of(entry.register):
        raise Refused(f"“{letter.title}” is not a letter of this register.")
    if to is not None and to.child != entry.child:
        raise Refused(f"{to.name} is not a contact of this child.")
    if unknown := set(more) - set(letter.asks):
        raise ValueError(f"{letter.key} does not ask for {sorted(unknown)}.")
    user = User.objects.filter(username=by).first()
    if user is None:
        raise Refused(f"There is no account “{by}” to make a letter.")
    child = Children.visible_to(user, state()).get(entry.child, on)
    if child is None:
        raise Refused("You don’t see this child, so you can’t write of them.")
    fields = {one.name: one for one in fields_of(letter)}
    values: dict[str, Any] = {
        name: [] if one.columns else "" for name, one in fields.items()
    }
    values |= letter_values.of(entry, child, to, user, state(), on)
    values |= {name: _given(fields[name], value) for name, value in more.items()}
    _refuse_upn(child.upns, values)
    return {name: values[name] for name in fields}


def _given(field: Field, value: Any) -> Any:
    """What whoever makes it gave, as words; a table row by row, each column of it."""
    if not field.columns:
        return letter_values.said(value)
    return [
        {name: letter_values.said(row.get(name)) for name in field.columns}
        for row in value
    ]


def _refuse_upn(upns: tuple[str, ...], values: Mapping[str, Any]) -> None:
    """Somebody may have typed one into a note that a letter would print."""
    for name, value in values.items():
        if any(upn in str(value) for upn in upns):
            raise Refused(
                f"“{name}” holds the child’s UPN, which is never printed on a letter. Take"
                " it out there first."
            )
