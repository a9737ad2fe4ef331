"""What is asked of a row that waits: which of these children it is about, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from muster.registers.child import Listed
from muster.sources.matching import NOBODY
from muster.tables.in_cohorts import Row


class ChooseForm(forms.Form):
    said = forms.CharField(widget=forms.HiddenInput)
    child = forms.TypedChoiceField(
        label="Whom is it about?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a child, or nobody who is held here"},
    )

    def __init__(
        self,
        sent: Any,
        *,
        row: Row,
        candidates: Sequence[Listed],
        words: Callable[[Listed], str],
    ) -> None:
        super().__init__(
            sent, initial={"said": row.said}, auto_id=f"id_{row.said[:6]}_%s"
        )
        self.row, self.candidates = row, candidates
        self.fields["child"].choices = [  # type: ignore[attr-defined]
            *((one.number, words(one)) for one in candidates),
            (NOBODY, "Nobody who is held here"),
        ]
