"""A training copy is a home of its own: loads, one account, and nothing else."""

import numpy as np
import pytest
from tests.measures.authority import state_of
from tests.measures.weekly import state_of_files
from tests.tables.test_scrambled import AUTHORITY, INVENTED, weekly_files

from muster.accounts.models import Authority, User
from muster.protection import scrambling
from muster.sources import uploads
from muster.sources.models import Load, Upload


@pytest.fixture
def copied(home, db, tmp_path) -> list[str]:
    before = state_of(AUTHORITY, tmp_path / "before")
    return list(scrambling.fill(before, INVENTED, np.random.default_rng(2)))


def test_a_copy_is_loads_and_one_account(copied):
    assert [one.format for one in Load.objects.order_by("pk")] == [
        "schools",
        "enrolments",
        "marks-weekly",
    ]
    assert [one.username for one in User.objects.all()] == ["trainee"]
    assert Authority.objects.get().name == "Training copy, for use inside"
    assert not Upload.objects.exists()
    assert uploads.state().years() == [2025]


def test_the_trainee_chooses_a_password_where_it_is_said(copied, client):
    page = client.get(copied[-1].split()[-1], follow=True)
    assert "Your username is trainee" in page.content.decode()


def test_weekly_files_are_loaded_as_what_they_are(home, db, tmp_path):
    before = state_of_files(tmp_path / "before", weekly_files())
    list(scrambling.fill(before, INVENTED, np.random.default_rng(2)))
    loaded = Load.objects.filter(format="weekly-pupils").order_by("as_at")
    assert [one.as_at for one in loaded] == before.totals_days(2025)
