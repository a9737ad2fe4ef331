"""The sample files, one folder a format, named after what is wrong with each."""

from pathlib import Path

from muster.sources.reading import Reading, read
from muster.tables.marks import MarkWeeks


FILES = Path(__file__).parent / "files"


def sample(folder: str, name: str) -> Path:
    """The file of a name, whatever its ending: all but boundaries are CSV."""
    [path] = (FILES / folder).glob(f"{name}.*")
    return path


def names(folder: str) -> set[str]:
    return {path.stem for path in (FILES / folder).iterdir()}


def reading_of(folder: str, name: str, **how) -> Reading:
    return read(sample(folder, name), **how)


def sentences(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def as_said(weeks: MarkWeeks) -> dict[tuple[str, str, int], list[int | str]]:
    """What marks say, whatever order they are in: symbols by their text."""
    said = {}
    for pupil, week, marks in zip(
        weeks.pupil.tolist(), weeks.week.tolist(), weeks.marks.tolist(), strict=True
    ):
        school = weeks.schools[weeks.pupil_school[pupil]]
        key = school, weeks.pupils[pupil], week
        assert key not in said, "a pupil-week is there twice"
        said[key] = [weeks.symbols[m - 128] if m >= 128 else m for m in marks]
    return said
