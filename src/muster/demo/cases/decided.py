"""What was decided of children on the week’s lists, and a register corrected afterwards."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from muster.demo.cases.worked import LEAD, Worked, written
from muster.demo.programme.told import Told
from muster.registers import finding
from muster.registers.found import Found
from muster.sources.reading import Reading, read


Put = Callable[[str, Reading], None]
# Said of the sessions that were corrected: with leave, for illness.
ILL = "I"
AS_UNKNOWN = "O"
FEW = 11


class Decided:
    """Decisions, and the small file by which a school corrects what one rests on."""

    def __init__(self, worked: Worked, folder: Path, put: Put) -> None:
        self.worked, self.folder, self.put = worked, folder, put
        self.corrected: Found | None = None

    def told(self) -> Iterator[Told]:
        kept = written("decided")
        for one in kept["decisions"]:
            yield Told(one["on"], partial(self._decide, one), LEAD)
        yield Told(kept["corrected_on"], partial(self._correct, kept["corrected_on"]))

    def _decide(self, one: dict[str, str | date]) -> None:
        on = one["on"]
        assert isinstance(on, date)
        is_corrected = bool(one.get("corrected"))
        row = self.worked.next(
            str(one["list"]),
            on,
            _may_be_corrected if is_corrected else lambda row: True,
        )
        if row is None:
            return
        code, why = str(one["code"]), str(one.get("why", ""))
        finding.decide(row, code=code, on=on, by=LEAD, why=why)
        if is_corrected:
            self.corrected = row

    def _correct(self, on: date) -> None:
        """The last two sessions without a reason were illness: the school sends them again."""
        if self.corrected is None:
            return
        path = self.folder / f"corrected-marks-{on}.csv"
        urn = self.worked.school(self.corrected.school)["urn"]
        who = self.worked.identifier(self.corrected.pupil)
        wrong = [one for one in self.corrected.sessions if one[2] == AS_UNKNOWN][-2:]
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["school", "pupil", "date", "session", "code"])
            rows.writerows([urn, who, day, half, ILL] for day, half, _ in wrong)
        reading = read(path, name=path.name)
        assert not reading.refused, [*map(str, reading.problems)]
        self.put(path.name, reading)
        self.worked.again()


def _may_be_corrected(row: Found) -> bool:
    """Two sessions fewer, and it is no finding any more."""
    known = sum(one[2] == AS_UNKNOWN for one in row.sessions)
    return len(row.sessions) <= FEW and known >= 2
