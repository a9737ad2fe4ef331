"""The authority whose home this is: its name and number, its look, its parts in use."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from muster.accounts import audit, look
from muster.accounts.look import Refused
from muster.accounts.models import Authority
from muster.accounts.parts import PARTS
from muster.documents.blocks import Look


LARGE = ("logo", "word_template")
NUMBER = re.compile(r"[1-9]\d\d", re.ASCII)
MOST_TEMPLATE = 10_000_000


def authority() -> Authority:
    """The authority as it stands; an empty one in an empty home.

    What the surroundings say (MUSTER_ORGANISATION, MUSTER_LA_CODE) stands over what was
    typed. Its pictures and template are fetched only when they are asked for.
    """
    held = Authority.objects.defer(*LARGE).filter(pk=1).first() or Authority(pk=1)
    held.name = settings.ORGANISATION or held.name
    held.la_code = settings.LA_CODE or held.la_code
    return held


def authority_of(request: HttpRequest) -> Authority:
    """The same, looked up once a request."""
    if not hasattr(request, "muster_authority"):
        request.muster_authority = authority()  # type: ignore[attr-defined]
    return request.muster_authority  # type: ignore[attr-defined]


def said_by_surroundings() -> list[str]:
    """The variables that stand over what is typed, where Muster runs."""
    given = {
        "MUSTER_ORGANISATION": settings.ORGANISATION,
        "MUSTER_LA_CODE": settings.LA_CODE,
    }
    return [name for name, value in given.items() if value]


def name_it(name: str, la_code: str, *, by: str) -> None:
    """Says what the authority is called, and its DfE number. Raises Refused."""
    if la_code and not NUMBER.fullmatch(la_code):
        raise Refused(
            f"“{la_code}” is not an authority’s number. It has three digits, like 999:"
            " the Department’s number, not the nine characters of ONS."
        )
    _change(by, name=name.strip(), la_code=la_code)


def say_where(*, address: str, phone: str, email: str, by: str) -> None:
    """Says what letters give as our address, and how we are reached."""
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    _change(by, address="\n".join(lines), phone=phone.strip(), email=email.strip())


def give_logo(content: bytes, *, by: str) -> None:
    """Keeps a logo. Raises Refused for what isn't a PNG or a plain SVG."""
    _change(by, logo_kind=look.kind_of_logo(content), logo=content)


def take_logo_away(*, by: str) -> None:
    _change(by, logo_kind="", logo=None)


def give_colour(text: str, *, by: str) -> None:
    """Keeps a colour, or none for "". Raises Refused for one too light."""
    _change(by, colour=look.colour_of(text) if text.strip() else "")


def give_word_template(name: str, content: bytes, *, by: str) -> None:
    """Keeps a Word document as the frame of papers. Raises Refused."""
    if len(content) > MOST_TEMPLATE:
        raise Refused(
            f"“{name}” is larger than {MOST_TEMPLATE // 1_000_000} MB, the most there may"
            " be. Take out pictures it can do without."
        )
    look.check_template(name, content)
    _change(by, word_template_name=name[:255], word_template=content)


def take_word_template_away(*, by: str) -> None:
    _change(by, word_template_name="", word_template=None)


def use_parts(keys: Iterable[str], *, by: str) -> None:
    """Keeps these parts in use, and switches the others off."""
    kept = set(keys)
    _change(by, parts_off=[part.key for part in PARTS if part.key not in kept])


@transaction.atomic
def _change(by: str, **fields: Any) -> None:
    held = Authority.objects.filter(pk=1).first() or Authority(pk=1)
    before = {name: _told(getattr(held, name)) for name in fields}
    after = {name: _told(value) for name, value in fields.items()}
    fields |= {"changed_by": by, "changed_at": timezone.now()}
    Authority.objects.update_or_create(pk=1, defaults=fields)
    if before != after:
        audit.record(
            did="authority.changed", by=by, to="authority", before=before, after=after
        )


def _told(value: Any) -> Any:
    """What the trail keeps of a value: of a picture or a document, which it was."""
    if isinstance(value, (bytes, memoryview)):
        return f"SHA-256 {hashlib.sha256(value).hexdigest()}"
    return value


def look_of_papers(held: Authority) -> Look:
    logo = bytes(held.logo) if held.logo else b""
    return Look(logo, held.logo_kind, held.colour)


@contextmanager
def word_template(held: Authority) -> Iterator[Path | None]:
    """The template as a file, for as long as papers are made in it. None: there is none."""
    if not held.word_template:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(held.word_template_name).name or "template.docx")
        path.write_bytes(bytes(held.word_template))
        yield path
