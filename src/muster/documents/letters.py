"""Letters from a council's own Word templates: places filled, and nothing else run.

A template is a Word document with places in it:

    Dear {{ salutation }}
    {% if target %} ... {% endif %}
    {%tr for one in evidence %} | {{ one.date }} | {{ one.code }} | {%tr endfor %}

Those three are all there is. A template comes from outside, so what isn't one of them is
refused twice: with a sentence when the template is given, and by the environment that
fills it. Which fields there are is said by whoever makes the letter.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from muster.design.charts.printable import printable
from muster.documents.render.packed import without_times
from muster.documents.word_packages import BadTemplate, checked


# No brace stands within a place, so that looking for one's end stops at the next.
TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\}")
LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
NAME = r"[a-z][a-z0-9_]*"
PLACE = re.compile(rf"\{{\{{\s*({NAME})(?:\.({NAME}))?\s*\}}\}}")
LOOP = re.compile(rf"\{{%(?:tr|p)?\s+for\s+({NAME})\s+in\s+({NAME})\s*%\}}")
WHERE = re.compile(rf"\{{%(?:tr|p)?\s+if\s+(?:not\s+)?({NAME})\s*%\}}")
BETWEEN = re.compile(r"\{%(?:tr|p)?\s+(else|endif|endfor)\s*%\}")
HOW = (
    "Write a field as {{ child_name }}; what only some letters say between"
    " {% if target %} and {% endif %}; a row of a table between {%tr for one in evidence %}"
    " and {%tr endfor %}, each in a row of its own."
)
MOST_PLACES = 1_000
MOST_SAID = 20
PARTS = ("/header", "/footer", "/footnotes")


@dataclass(frozen=True)
class Field:
    """What a letter may say. ``example`` is invented: words, or the rows of a table."""

    name: str
    says: str
    example: Any
    group: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """What each row has, if it is a table."""
        return tuple(self.example[0]) if isinstance(self.example, list) else ()


class Missing(ValueError):
    """What a letter says and nothing is held of: the names of its fields."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        super().__init__(", ".join(self.names))


@dataclass(frozen=True)
class Template:
    """A template that can be used: its bytes, and the fields it has places for."""

    content: bytes
    used: frozenset[str]


# Looking at a template -------------------------------------------------------------------


def read(name: str, content: bytes, fields: Sequence[Field]) -> Template:
    """A template, tried with the examples of its fields. Raises BadTemplate, with a
    sentence for each mistake."""
    safe = checked(name, content)
    try:
        document = docx.Document(io.BytesIO(safe))
    except Exception as why:
        raise BadTemplate(
            f"“{name}” can’t be read. Open it in Word, save it again, and send that."
        ) from why
    known = {one.name: one for one in fields}
    _refuse_hidden(document)
    look = _Look(known)
    for text, where in _paragraphs(document):
        look.at(text, where)
    look.end()
    if look.problems:
        raise BadTemplate(*look.problems[:MOST_SAID])
    try:
        _try(safe, fields)
    except Exception as why:
        raise BadTemplate(
            f"“{name}” could not be filled. A row of a table that is repeated begins in"
            " a row with {%tr for one in …%} alone and ends in one with {%tr endfor %}"
            " alone; outside a table write {%p for …%} and {%p endfor %}, each in a"
            " paragraph of its own."
        ) from why
    return Template(safe, frozenset(look.used))


def used(content: bytes, fields: Sequence[Field]) -> frozenset[str]:
    """The fields a template that was read before has places for."""
    look = _Look({one.name: one for one in fields})
    for text, where in _paragraphs(docx.Document(io.BytesIO(content))):
        look.at(text, where)
    return frozenset(look.used)


def _try(content: bytes, fields: Sequence[Field]) -> None:
    """Once with everything said, and once with all that may be left out left out."""
    merge(content, {one.name: one.example for one in fields})
    nothing = {one.name: [] if one.columns else "" for one in fields}
    with contextlib.suppress(Missing):
        merge(content, nothing)


@dataclass
class _Look:
    """Reads places one paragraph after the other, and remembers what is open."""

    known: Mapping[str, Field]
    used: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    open: list[tuple[str, str, str]] = field(default_factory=list)

    def at(self, text: str, where: str) -> None:
        for tag in TAG.findall(text):
            if problem := self._problem(tag):
                self.problems.append(f"{where}: {problem}")
        if left := LOOSE.search(TAG.sub("", text)):
            self.problems.append(
                f"{where}: “{left[0]}” has no other half in the same paragraph. {HOW}"
            )

    def end(self) -> None:
        for kind, _, tag in self.open:
            self.problems.append(f"“{tag}” is never ended. Write {{% end{kind} %}}.")

    def _problem(self, tag: str) -> str:
        if found := PLACE.fullmatch(tag):
            return self._place(*found.groups())
        if found := LOOP.fullmatch(tag):
            return self._loop(found[1], found[2], tag)
        if found := WHERE.fullmatch(tag):
            self.open.append(("if", "", tag))
            return self._unknown(found[1])
        if found := BETWEEN.fullmatch(tag):
            return self._between(found[1], tag)
        return f"“{tag}” is not something a letter can do. {HOW}"

    def _place(self, name: str, column: str | None) -> str:
        rows = {one: of for kind, one, of in self._loops()}
        if column is None:
            if name in self.known and self.known[name].columns:
                return (
                    f"“{name}” is a table, and its rows are written one by one: "
                    f"{{%tr for one in {name} %}}."
                )
            return self._unknown(name)
        if name not in rows:
            return f"“{name}.{column}” is a row’s, and no table is open here. {HOW}"
        columns = self.known[rows[name]].columns
        if column not in columns:
            has = ", ".join(columns)
            return f"A row of “{rows[name]}” has no “{column}”. It has {has}."
        return ""

    def _loop(self, one: str, of: str, tag: str) -> str:
        nested = any(True for _ in self._loops())
        self.open.append(("for", f"{one} {of}", tag))
        if nested:
            return f"“{tag}” stands within another table. Tables can’t be nested."
        if problem := self._unknown(of):
            return problem
        if one in self.known:
            return f"“{one}” is a field. Call a row something else, like “one”."
        if not self.known[of].columns:
            return f"“{of}” is not a table, so it has no rows."
        return ""

    def _between(self, word: str, tag: str) -> str:
        kind = "for" if word == "endfor" else "if"
        if not self.open or self.open[-1][0] != kind:
            return f"“{tag}” ends or divides something that isn’t open here. {HOW}"
        if word != "else":
            self.open.pop()
        return ""

    def _loops(self) -> Iterator[tuple[str, str, str]]:
        for kind, names, _ in self.open:
            if kind == "for" and names.split()[1] in self.known:
                yield kind, *names.split()  # type: ignore[misc]

    def _unknown(self, name: str) -> str:
        if name in self.known:
            self.used.add(name)
            return ""
        near = [one for one in self.known if set(name.split("_")) & set(one.split("_"))]
        which = ", ".join((near or [*self.known])[:8])
        return f"There is no field “{name}”. Perhaps you mean one of: {which}."


def _paragraphs(document: Any) -> Iterator[tuple[str, str]]:
    """The text of every paragraph, and where it stands."""
    for title, piece in _pieces(document):
        for number, one in enumerate(piece.iter(qn("w:p")), 1):
            text = "".join(
                text.text or ""
                for text in one.iter(qn("w:t"))
                if next(text.iterancestors(qn("w:p"))) is one
            )
            if LOOSE.search(text):
                yield text, f"{title} {number}, “{_short(text)}”"


def _refuse_hidden(document: Any) -> None:
    """Places stand in words that are read; one elsewhere is there to trick somebody."""
    count = 0
    for title, piece in _pieces(document):
        # Read again as bare XML: python-docx gives a paragraph the text of its runs.
        for one in etree.fromstring(etree.tostring(piece)).iter(etree.Element):
            held = [*one.attrib.values()]
            held += [] if one.tag == qn("w:t") else [one.text or "", one.tail or ""]
            if found := next((text for text in held if LOOSE.search(text)), None):
                raise BadTemplate(
                    f"{title}: a field stands where nobody reads it"
                    f" (“{_short(found)}”). Write it into the text."
                )
            count += (one.text or "").count("{")
    if count > 2 * MOST_PLACES:
        raise BadTemplate(
            f"The document has more than {MOST_PLACES:,} fields. A letter needs far"
            " fewer: copy its text into a new document, and send that."
        )


def _pieces(document: Any) -> Iterator[tuple[str, Any]]:
    """The body, then each header, footer and the footnotes."""
    yield "Paragraph", document.element.body
    for related in document.part.rels.values():
        if not related.is_external and related.reltype.endswith(PARTS):
            part = related.target_part
            element = getattr(part, "element", None)
            piece = docx.oxml.parse_xml(part.blob) if element is None else element
            yield related.reltype.rpartition("/")[2].capitalize(), piece


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def words_of(letter: bytes) -> str:
    """What a letter that was made here says, a paragraph a line."""
    document = docx.Document(io.BytesIO(letter))
    said = (
        "".join(text.text or "" for text in one.iter(qn("w:t")))
        for one in document.element.body.iter(qn("w:p"))
    )
    return "\n".join(line for line in said if line.strip())


# Filling one -----------------------------------------------------------------------------


def merge(content: bytes, values: Mapping[str, Any]) -> bytes:
    """A letter. The same template and values give the same bytes. Raises Missing where
    the letter would have a blank: between {% if %} it has none."""
    missing: list[str] = []
    environment = _Environment(missing)
    template = _Filled(io.BytesIO(content))
    template.render(
        {name: _held(name, value, missing) for name, value in values.items()},
        environment,
        autoescape=True,
    )
    if missing:
        raise Missing(missing)
    made = io.BytesIO()
    template.save(made)
    return without_times(made.getvalue())


class _Filled(DocxTemplate):
    def fix_tables(self, xml: str) -> Any:
        """docxtpl mends what is broken, and drops words with it; here it is refused."""
        etree.fromstring(xml)
        return super().fix_tables(xml)


class _Blank(str):
    """Nothing, that knows what it is nothing of."""

    of: str

    @classmethod
    def named(cls, of: str) -> _Blank:
        blank = cls("")
        blank.of = of
        return blank


class _Rows(list[dict[str, str]]):
    """The rows of a table; a letter that would print an empty one is not made."""

    def __init__(self, name: str, rows: Any, missing: list[str]) -> None:
        super().__init__(rows)
        self.name, self.missing = name, missing

    def __iter__(self) -> Iterator[dict[str, str]]:
        if not len(self):
            self.missing.append(self.name)
        return super().__iter__()


def _held(name: str, value: Any, missing: list[str]) -> Any:
    if isinstance(value, list):
        rows = [
            {key: _said(f"{name}.{key}", each) for key, each in row.items()}
            for row in value
        ]
        return _Rows(name, rows, missing)
    return _said(name, value)


def _said(name: str, value: Any) -> str:
    text = printable("" if value is None else str(value)).strip()
    return text or _Blank.named(name)


class _Environment(ImmutableSandboxedEnvironment):
    """Fills places, and refuses to compile anything that isn't one.

    docxtpl rewrites a document's XML before it comes here, and fills its properties and
    footnotes too; whatever way a tag came, it is held against the same three forms.
    """

    def __init__(self, missing: list[str]) -> None:
        def noticed(value: Any) -> Any:
            if isinstance(value, _Blank):
                missing.append(value.of)
            return value

        super().__init__(undefined=StrictUndefined, finalize=noticed, autoescape=True)
        self.globals.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
        for tag in TAG.findall(source):
            forms = (PLACE, LOOP, WHERE, BETWEEN)
            if not any(one.fullmatch(tag) for one in forms):
                raise TemplateSyntaxError(f"{tag[:60]} is not a place", 1)
        if LOOSE.search(TAG.sub("", source)):
            raise TemplateSyntaxError("a place has one half only", 1)
        return super()._parse(source, name, filename)
