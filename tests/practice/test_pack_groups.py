"""What a pack says of groups beside the school's own total."""

from datetime import date

import pytest
from tests.measures.authority import state_of
from tests.measures.drawn import drawn

from muster.practice import pack
from muster.practice.standing import schools


pytestmark = pytest.mark.django_db


def test_a_withheld_group_of_a_pack_cannot_be_worked_out_from_the_total(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("MUSTER_TODAY", "2025-09-26")
    rows = [
        f"Ash | {'9 I, 1 /' if number < often else '10 /'} | {fsm} | {sex} | primary"
        for fsm, often, many in (("yes", 4, 36), ("no", 0, 47))
        for number in range(many)
        for sex in ["F" if number % 2 else "M"]
    ]
    table = "\n".join(["school | marks | fsm | sex | phase", "---", *rows])
    state = state_of(drawn(table), tmp_path)
    [ash] = schools(state)
    found = pack.gather(state, ash, date(2025, 9, 26))
    total = found.row("persistent_absence", {}).now
    assert (total.numerator, total.denominator) == (4, 83)
    groups = [found.row("persistent_absence", {"fsm": one}) for one in ("yes", "no")]
    assert [row.now.is_hidden for row in groups] == [True, True]
    # What anybody at the school sees of a child is said in full.
    assert found.row("persistent_absence", {"sex": "F"}).now.numerator == 2
    # Overall absence gives no number of the few away.
    assert not found.row("overall_absence", {"fsm": "no"}).now.is_hidden
