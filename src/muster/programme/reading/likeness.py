"""Who may be whom in a document: suggested, and never settled here."""

from __future__ import annotations

from collections.abc import Iterator

from muster.programme.printed import About, Document, Query

from .names import is_no_name, is_several_full_names, likenesses, names_in


def ask_of_names(document: Document) -> Iterator[Query]:
    """Names that may be one person’s, and owners that may be two people."""
    in_head = [
        said
        for name in ("owner", "recommendation_lead")
        if (said := document.head.get(name))
    ]
    asked = set()
    for number, row in enumerate(document.rows):
        in_prose = list(names_in(row.progress))
        short = [*row.owners, *(name for name in in_prose if name[-2:-1] == " ")]
        for one, other in likenesses(short, [*in_head, *in_prose]):
            if (one, other) not in asked:
                asked.add((one, other))
                yield Query(
                    About.NAME,
                    f"“{one}” may be {other}. Say whether they are one person.",
                    one,
                    "contacts",
                    number,
                    row.place,
                )
        for owner in row.owners:
            if is_no_name(owner):
                yield Query(
                    About.NAME,
                    f"“{owner}” does not look like an owner’s name. Check that the row’s "
                    "cells are in their columns.",
                    owner,
                    "owners",
                    number,
                    row.place,
                )
            elif is_several_full_names(owner):
                yield Query(
                    About.NAME,
                    f"“{owner}” may be more than one person. Put a comma between names.",
                    owner,
                    "owners",
                    number,
                    row.place,
                )
