"""A register's list as a spreadsheet, kept as a view, and worked many entries at a time."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook
from tests.registers.test_entry_pages import HERE, TODAY, plans

from muster.registers import keeping
from muster.registers.saved import SavedView


__all__ = ["plans"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, person, plans):
    client.force_login(person("attendance-lead"))
    return client


def rows_of(response):
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


class TestOut:
    def test_the_list_is_a_csv_with_every_field_names_and_schools(
        self, officer, plans, written
    ):
        robin = plans["Robin"]
        keeping.note(robin, text="Rang home", on=date(2025, 9, 20), by="ada")
        keeping.fill_in(robin, on=TODAY, by="ada", agreed="=1+1", with_child=True)
        rows = {row["Child"]: row for row in rows_of(officer.get(f"{HERE}list.csv"))}
        assert list(rows) == ["Robin Finch", "Omar Teal", "Ivy O’Lark-Neill"]
        row = rows["Robin Finch"]
        assert row["School"] == "Beech High"
        assert row["Began on"] == "15/09/2025"
        assert row["Notes"] == "20/09/2025: Rang home"
        assert row["With child"] == "Yes"
        assert row["Agreed"] == "'=1+1", "a formula is made harmless"
        assert len(written("entries.downloaded")) == 1

    def test_a_file_has_what_the_filter_shows_and_whom_one_sees(
        self, client, officer, patch, plans
    ):
        assert rows_of(officer.get(f"{HERE}list.csv?which=closed")) == []
        client.force_login(patch)
        rows = rows_of(client.get(f"{HERE}list.csv"))
        assert [row["School"] for row in rows] == ["Ash Primary"]

    def test_the_workbook_says_the_same(self, officer):
        book = load_workbook(io.BytesIO(officer.get(f"{HERE}list.xlsx").content))
        cells = [str(cell.value) for row in book.worksheets[-1] for cell in row]
        assert {"Child", "Robin Finch", "Early help outcome"} <= {*cells}


class TestViews:
    def save(self, officer, **said):
        return officer.post(f"{HERE}views/", said, follow=True)

    def test_a_filter_is_kept_opened_and_removed(self, officer, text):
        page = self.save(officer, name="Late at Beech", **{"chosen-which": "late"})
        assert page.redirect_chain[0][0].endswith("?which=late")
        assert "Late at Beech" in text(officer.get(HERE))
        view = SavedView.objects.get()
        officer.post(f"{HERE}views/{view.pk}/", {"do": "remove"})
        assert not SavedView.objects.exists()

    def test_a_view_is_kept_anew_under_its_name(self, officer):
        self.save(officer, name="Mine", **{"chosen-which": "late"})
        self.save(officer, name="Mine", **{"chosen-which": "closed"})
        assert SavedView.objects.get().chosen == {"which": "closed"}

    def test_a_view_without_a_name_is_not_kept(self, officer, text):
        assert "Give the view a name" in text(self.save(officer, name=" "))
        assert not SavedView.objects.exists()

    def test_a_shared_view_is_the_teams_and_only_its_owner_removes_it(
        self, client, officer, person, text
    ):
        self.save(officer, name="Late", is_shared="yes", **{"chosen-which": "late"})
        self.save(officer, name="Mine alone", **{"chosen-which": "all"})
        client.force_login(person("register-officer"))
        page = text(client.get(HERE))
        assert "Late , shared by" in page or "Late, shared by" in page
        assert "Mine alone" not in page
        view = SavedView.objects.get(name="Late")
        answer = client.post(f"{HERE}views/{view.pk}/", {"do": "remove"})
        assert answer.status_code == 404


class TestMany:
    def many(self, officer, what, plans, *names, **said):
        chosen = {"entry": [plans[name].pk for name in names]}
        return officer.post(f"{HERE}many/{what}/", chosen | said, follow=True)

    def test_the_chosen_are_named_before_anything_is_done(self, officer, text, plans):
        page = text(self.many(officer, "next", plans, "Robin", "Ivy"))
        assert "Robin Finch" in page and "Omar" not in page
        assert plans["Robin"].happened.count() == 1

    def test_the_chosen_are_handed_on_and_each_that_cannot_be_is_said(
        self, officer, person, text, plans
    ):
        keeping.close(plans["Omar"], outcome="attends", on=TODAY, by="ada")
        to = person("register-officer")
        page = text(
            self.many(
                officer, "lead", plans, "Robin", "Omar", answered="yes", lead=to.pk
            )
        )
        assert "Done for 1 plan." in page
        assert "Omar Teal: It is closed. Open it again first." in page
        plans["Robin"].refresh_from_db()
        assert plans["Robin"].lead == to

    def test_a_review_is_set_for_many_and_what_is_left_empty_stays(
        self, officer, plans
    ):
        robin = plans["Robin"]
        on = {"step_on": None, "review_on": None, "on": TODAY}
        keeping.plan_next(robin, step="Ring home", by="ada", **on)
        said = {"answered": "yes", "review_on": "14/11/2025"}
        self.many(officer, "next", plans, "Robin", "Ivy", **said)
        robin.refresh_from_db()
        assert (robin.next_step, robin.review_on) == ("Ring home", date(2025, 11, 14))

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({}, "Say what happens next, or give a day"),
            ({"review_on": "soon"}, "“soon” is not a date Muster can read"),
        ],
    )
    def test_what_cannot_be_is_a_sentence(self, officer, text, plans, said, sentence):
        answer = self.many(officer, "next", plans, "Robin", answered="yes", **said)
        assert sentence in text(answer)

    def test_nothing_chosen_is_said(self, officer, text, plans):
        assert "Choose at least one" in text(self.many(officer, "lead", plans))
