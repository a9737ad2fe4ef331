"""The review of a period as its page shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from muster.accounts.called import called
from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment
from muster.documents.issuing import next_number
from muster.documents.models import Issued
from muster.measures import Period
from muster.reports import commentary, kept, signing
from muster.reports.asking import section
from muster.reports.audiences import AUDIENCES, OFFICERS, Audience
from muster.reports.models import Commentary
from muster.reports.packs import file_stem


# Every section may have words, in the order they stand in.
SECTIONS = OFFICERS.sections
COLUMNS = [
    {"text": "Section"},
    {"text": "Where it stands"},
    {"text": "Who writes"},
    {"text": "By"},
    {"text": "What to do"},
]
PACK_COLUMNS = [
    {"text": "For"},
    {"text": "Draft"},
    {"text": "Signed off"},
    {"text": "What to do"},
]


def of(period: Period, user: User, on: date) -> dict[str, Any]:
    held = commentary.of(period.text)
    return {
        "columns": COLUMNS,
        "rows": [_row(period, name, held.get(name), user, on) for name in SECTIONS],
        "pack_columns": PACK_COLUMNS,
        "packs": [_pack(period, one, user) for one in AUDIENCES],
        "may_make": user.can(Permission.MAKE_PAPERS),
        "written": sum(one.is_written for one in held.values()),
        "cleared": sum(one.is_cleared for one in held.values()),
        "asked": len(held),
    }


def standing(held: Commentary | None, on: date) -> tuple[str, str]:
    """Its status and its words: (“good”, “Cleared by …”)."""
    if held is None:
        return "none", "No commentary"
    if held.is_cleared:
        return "good", f"Cleared by {called(held.cleared_by)}"
    if held.is_written:
        return "watch", "Written, not cleared"
    if held.due_on and held.due_on < on:
        return "bad", "Late"
    return "watch", "Asked for"


def _row(
    period: Period, name: str, held: Commentary | None, user: User, on: date
) -> list[Any]:
    title = section(name).title
    return [
        title,
        {"status": standing(held, on)},
        called(held.writer) if held else "–",
        day(held.due_on) if held and held.due_on else "–",
        {"html": _links(period, name, title, held, user) or "–"},
    ]


def _links(
    period: Period, name: str, title: str, held: Commentary | None, user: User
) -> Markup:
    found = []
    if user.can(Permission.WRITE_COMMENTARY):
        verb = "Change" if held and held.is_written else "Write"
        found.append((verb, "reports:write"))
    if user.can(Permission.MAKE_PAPERS):
        found.append(("Ask somebody", "reports:ask"))
    return Markup(", ").join(
        Markup('<a class="govuk-link" href="{}" aria-label="{}">{}</a>').format(
            reverse(page, args=[period.text, name]), f"{verb}: {title}", verb
        )
        for verb, page in found
    )


def _drafts(period: Period) -> list[dict[str, str]]:
    """The drafts of a period."""
    folder = settings.MUSTER_HOME / kept.FOLDER
    found = [(one, file_stem(period, one.name)) for one in AUDIENCES]
    return [
        {
            "text": f"the draft for {one.title}",
            "href": reverse("reports:read", args=[stem]),
        }
        for one, stem in found
        if (draft := kept.named(folder, stem, [one])) and "html" in draft.files
    ]


def _pack(period: Period, audience: Audience, user: User) -> list[Any]:
    stem = file_stem(period, audience.name)
    draft = kept.named(settings.MUSTER_HOME / kept.FOLDER, stem, [audience])
    issued = Issued.objects.filter(stem=stem).first()
    return [
        audience.title.capitalize(),
        {"text": moment(draft.made_at), "href": reverse("reports:read", args=[stem])}
        if draft and "html" in draft.files
        else "Not made",
        {
            "text": f"Issue {issued.number}, {moment(issued.issued_at)}",
            "href": reverse("reports:issued", args=[issued.pk]),
        }
        if issued
        else "Not yet",
        _to_sign_off(period, audience, user),
    ]


def _to_sign_off(period: Period, audience: Audience, user: User) -> Any:
    if reason := signing.why_not(period.text, audience):
        return reason
    if not user.can(Permission.SIGN_OFF):
        return "Ready to be signed off"
    return {
        "text": f"Sign off for {audience.title}",
        "href": reverse("reports:sign_off", args=[period.text, audience.name]),
    }


def next_issue(period: Period, audience: Audience) -> int:
    return next_number(file_stem(period, audience.name))


def written(held: Commentary | None) -> dict[str, Any]:
    """A commentary as the form it is changed with."""
    if held is None:
        return {}
    return {name: getattr(held, name) for name in (*commentary.PARTS, "is_public")}


def asked(held: Commentary | None) -> dict[str, Any]:
    if held is None:
        return {}
    due = f"{held.due_on:%d/%m/%Y}" if held.due_on else ""
    return {"writer": held.writer, "due_on": due}


def around(
    period: Period, held: Commentary | None, user: User, on: date
) -> dict[str, Any]:
    """What is said beside the form, the draft to write from, and what else this person
    may do."""
    reason = commentary.why_not_cleared(held, user.get_username()) if held else ""
    may = user.can(Permission.WRITE_COMMENTARY) and held is not None
    return {
        "held": held,
        "standing": standing(held, on),
        "drafts": _drafts(period),
        "may_clear": may and not reason,
        "why_not_cleared": reason if may and held and held.is_written else "",
        "may_take_away": user.can(Permission.MAKE_PAPERS) and held is not None,
    }


def as_definitions(period: Period, audience: Audience) -> list[dict[str, str]]:
    """What stands in words in a pack, as a list of definitions."""
    return [
        {
            "term": section(one.section).title,
            "means": " ".join(filter(None, (one.sees, one.why, one.asks))),
            "source": one.by,
        }
        for one in commentary.for_pack(period.text, audience)
    ]
