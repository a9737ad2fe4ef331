"""What a person must look at, gathered while a document is read."""

from __future__ import annotations

from datetime import date

from muster.programme.printed import About, Query
from muster.school_year.dates import BadDate
from muster.school_year.said import SaidDate, read_windows


class Questions:
    """Queries in the order they arose; the same one is asked once."""

    def __init__(self) -> None:
        self._asked: dict[Query, None] = {}

    @property
    def asked(self) -> list[Query]:
        return list(self._asked)

    def ask(
        self,
        about: About,
        says: str,
        *,
        text: str = "",
        field: str = "",
        row: int | None = None,
        place: str = "",
    ) -> None:
        self._asked[Query(about, says, text, field, row, place)] = None

    def windows(
        self,
        text: str,
        *,
        field: str,
        row: int | None = None,
        place: str = "",
        near: date | None = None,
        later: bool = False,
    ) -> tuple[SaidDate, ...]:
        """The dates a cell says. What can’t be read, and what was mended, is asked about."""
        if not text:
            return ()
        try:
            found = read_windows(text, near=near, later=later)
        except BadDate as why:
            self.ask(
                About.UNREADABLE, str(why), text=text, field=field, row=row, place=place
            )
            return ()
        for repaired in dict.fromkeys(each.repaired for each in found):
            if repaired:
                self.ask(
                    About.REPAIRED,
                    repaired,
                    text=text,
                    field=field,
                    row=row,
                    place=place,
                )
        return found

    @staticmethod
    def unread(**cells: tuple[str, object]) -> dict[str, str]:
        """By field, what date cells say of which nothing could be read."""
        return {
            name: " ".join(text.split())
            for name, (text, found) in cells.items()
            if text and not found
        }

    def one(
        self,
        text: str,
        *,
        field: str,
        row: int | None = None,
        place: str = "",
        near: date | None = None,
        later: bool = False,
    ) -> SaidDate | None:
        """The one date a cell says."""
        found = self.windows(
            text, field=field, row=row, place=place, near=near, later=later
        )
        if len(found) > 1:
            self.ask(
                About.UNREADABLE,
                f"“{text}” says more than one date, where one is kept. Give one.",
                text=text,
                field=field,
                row=row,
                place=place,
            )
            return None
        return found[0] if found else None
