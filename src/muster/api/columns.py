"""The columns of each answer, and how the document says them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from muster.api import problems
from muster.api.answers import CSV, JSON, Column
from muster.api.asked_with import Parameter
from muster.tables.cells import Kind
from muster.tables.columns import SCHOOLS


TEXT, NUMBER = "string", "integer"

MEASURE = (
    Column("name", TEXT, "What a question calls it."),
    Column("sentence", TEXT, "What it counts."),
    Column(
        "unit", TEXT, "What is counted: sessions, enrolments, or cases such as actions."
    ),
    Column("source", TEXT, "Where its definition comes from."),
)
FIGURES = (
    Column("measure", TEXT, "The measure’s name."),
    Column("period", TEXT, "The period, as it can be asked for."),
    Column(
        "rules",
        TEXT,
        "Whose sessions count: census, live, roll or pupil; empty for measures of cases.",
    ),
    Column("numerator", NUMBER, "What was counted; null where hidden."),
    Column("denominator", NUMBER, "Out of what; null where hidden."),
    Column(
        "value",
        TEXT,
        "The percentage to six decimals, as text so that nothing rounds it; null where"
        " hidden, and of nothing.",
    ),
    Column("suppressed", NUMBER, "1 where too few children are behind it, else 0."),
)
PERIODS = (
    Column("period", TEXT, "What a question calls it."),
    Column("title", TEXT, "What people call it."),
    Column("first_on", TEXT, "Its first day."),
    Column("last_on", TEXT, "Its last day."),
)
SCHOOL = (
    Column("school", TEXT, "What figures by school call it."),
    *(
        Column(one.name, NUMBER if one.kind is Kind.GRID else TEXT, one.meaning)
        for one in SCHOOLS.columns
    ),
)
PUBLISHED = (
    Column("measure", TEXT, "What was asked for."),
    Column("period", TEXT, "The period it was published of."),
    Column("as_at", TEXT, "The day it was published, or runs to."),
    Column("phase", TEXT, "The phase; Total is all of them."),
    Column("area_code", TEXT, "The area’s ONS code."),
    Column("area", TEXT, "The area’s name."),
    Column("level", TEXT, "National, regional, or local authority."),
    Column("numerator", TEXT, "As published; empty where it wasn’t."),
    Column("denominator", TEXT, "As published; empty where it wasn’t."),
    Column("value", TEXT, "The file’s own text, unchanged."),
    Column("symbol", TEXT, "What stands in place of a figure not given."),
)
LOADS = (
    Column("load", NUMBER, "Its number."),
    Column("format", TEXT, "What kind of file it was."),
    Column("rows_read", NUMBER, "How many rows it had."),
    Column("rows_loaded", NUMBER, "How many were new or another."),
    Column("first", TEXT, "The first day it is of."),
    Column("last", TEXT, "The last day it is of."),
    Column("as_at", TEXT, "The day it was true, where that was said."),
    Column("loaded_at", TEXT, "When it was loaded."),
    Column("warnings", NUMBER, "How many things were noticed in it."),
    Column("undone_at", TEXT, "When it was taken back, if it was."),
)
EXPORTED = (
    Column("table", TEXT, "The table."),
    Column("kind", TEXT, "parquet or csv."),
    Column("meaning", TEXT, "What a row is."),
    Column("bytes", NUMBER, "How large the file is."),
    Column("version", NUMBER, "The store’s version it was written of."),
    Column("address", TEXT, "Where the file is, with the same token."),
)

PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": NUMBER},
        "title": {"type": TEXT},
        "detail": {"type": TEXT, "description": "What was found, and what to do."},
    },
}
REFUSALS = {
    401: "No token, or none that is good.",
    403: "For services of the whole authority only.",
    404: "No such school, page or file, or none within the service’s reach.",
    422: "A question that can’t be read, or has no answer.",
    429: "Asked too often: wait for as many seconds as Retry-After says.",
}


def described(columns: Sequence[Column], common: Sequence[Parameter]) -> dict[str, Any]:
    """What the document says of a route beside what ninja reads from its function."""
    refused = {
        status: {"description": said, "content": {problems.TYPE: {"schema": PROBLEM}}}
        for status, said in REFUSALS.items()
    }
    unchanged = {304: {"description": "As the ETag in If-None-Match: nothing changed."}}
    return {
        "parameters": [_parameter(one) for one in common] if columns else [],
        "responses": {200: _answer(columns)} | unchanged | refused,
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "in": "query",
        "name": one.name,
        "description": one.sentence,
        "required": False,
        "schema": {"type": TEXT} | one.schema,
        "example": one.example,
    }


def _answer(columns: Sequence[Column]) -> dict[str, Any]:
    if not columns:
        content: dict[str, Any] = {
            CSV: {"schema": {"type": TEXT}},
            "application/vnd.apache.parquet": {"schema": {"type": TEXT}},
        }
        return {"description": "The file.", "content": content}
    row = {
        "type": "object",
        "required": [one.name for one in columns],
        "properties": {
            one.name: {"type": [one.type, "null"], "description": one.sentence}
            for one in columns
        },
    }
    whole = {
        "type": "object",
        "required": ["version", "count", "next", "notes", "rows"],
        "properties": {
            "version": {"type": NUMBER, "description": "The store’s version."},
            "count": {"type": NUMBER, "description": "How many rows, on every page."},
            "next": {
                "type": [TEXT, "null"],
                "description": "Where the next page is, if there is one.",
            },
            "notes": {
                "type": "array",
                "items": {"type": TEXT},
                "description": "Sentences to be said beside the figures.",
            },
            "rows": {"type": "array", "items": row},
        },
    }
    names = ",".join(one.name for one in columns)
    return {
        "description": "The rows.",
        "content": {
            JSON: {"schema": whole},
            CSV: {"schema": {"type": TEXT, "description": f"Headings: {names}."}},
        },
    }
