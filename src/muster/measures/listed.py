"""Figures as the rows of a listing, under the columns of the contract (design.md 6): the
command's and the API's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from muster.measures.question import Answer


OF_THE_QUESTION = ("measure", "period", "rules")
OF_THE_FIGURE = ("numerator", "denominator", "value", "suppressed")


def columns(by: Sequence[str]) -> tuple[str, ...]:
    return (*OF_THE_QUESTION, *by, *OF_THE_FIGURE)


def as_rows(answer: Answer) -> list[tuple[Any, ...]]:
    return [
        (
            row.measure,
            answer.period.text,
            answer.rules_name,
            *row.dims,
            row.numerator,
            row.denominator,
            row.value,
            int(row.suppressed),
        )
        for row in answer.rows
    ]
