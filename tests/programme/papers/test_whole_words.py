"""In every paper of the programme the names of its owners stand whole."""

from dataclasses import replace

import pytest
from tests.documents.test_pdf import poppler
from tests.programme.papers import examples

from muster.documents.render import pdf
from muster.programme.papers.actions import Agreed
from muster.programme.papers.agenda import AgendaOf, Item, agenda_paper
from muster.programme.papers.changed import About, Change, changed_paper
from muster.programme.papers.exceptions import OpenAction, exceptions_paper
from muster.programme.papers.files import paper_of
from muster.programme.papers.forward_plan import Planned, forward_plan_paper
from muster.programme.papers.minutes import MinutesOf, minutes_paper
from muster.programme.papers.workplan import Due, What, WorkplanOf, workplan_paper


WHO = ("Tamsin Orchardleigh", "Rosalind Quillfeather")
WORDS = {"Tamsin", "Orchardleigh", "Rosalind", "Quillfeather"}
MARKS, NOW = examples.MARKS, examples.NOW
ACT = Agreed("Map the spend", "7", WHO, examples.JULY, "Amber", why="It is late.")


def owned(document):
    rows = tuple(replace(row, owners=WHO) for row in document.rows)
    return replace(document, rows=rows)


def papers():
    yield "log", paper_of(owned(examples.a_log()), **MARKS)
    yield "plan", paper_of(owned(examples.a_plan()), **MARKS)
    item = Item("Data", presenter=", ".join(WHO), purpose="to decide")
    agenda = AgendaOf("Group", NOW, items=[item], open_actions=[ACT])
    yield "agenda", agenda_paper(agenda, as_at=NOW, **MARKS)
    yield "minutes", minutes_paper(MinutesOf("Group", NOW, actions=[ACT]), **MARKS)
    line = Planned("Board", "Attendance", NOW, NOW, ", ".join(WHO), "Brief")
    yield "forward plan", forward_plan_paper("Plan", [line], as_at=NOW, **MARKS)
    due = Due(What.ACTION, "Map the spend", examples.JULY, "7", ", ".join(WHO))
    year = WorkplanOf("Group", NOW, [due])
    yield "workplan", workplan_paper(year, as_at=NOW, **MARKS)
    one = OpenAction("7", "Map the spend", WHO, "RED", due=examples.JULY)
    yield (
        "exceptions",
        exceptions_paper(
            "Log", [one], as_at=NOW, cycle_from=NOW, stuck_after=3, **MARKS
        ),
    )
    change = Change(About.OWNER, "7", "Map", NOW, WHO[0], WHO[1], ", ".join(WHO))
    yield "changed", changed_paper("Log", [change], since=NOW, as_at=NOW, **MARKS)


@pytest.mark.parametrize(
    ("name", "paper"), list(papers()), ids=lambda one: str(one)[:12]
)
def test_no_owner_is_broken_in_print(name, paper, tmp_path):
    text = poppler("pdftotext", pdf.render(paper), tmp_path, "-layout")
    assert WORDS <= set(
        text.replace(",", " ").replace("(", " ").replace(")", " ").split()
    )
