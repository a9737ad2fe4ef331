"""A sheet of cases: sent, mapped once, looked at row by row, loaded; doubt waits."""

import re
from datetime import date

import pytest
from tests.sources.cases.conftest import HERE, MAPPED, OURS
from tests.sources.cases.old_system import (
    DOUBTFUL,
    HEADINGS,
    UNREADABLE,
    as_csv,
    as_xlsx,
    cases,
    children,
    row,
)

from muster.jobs import worker
from muster.registers import bringing, keeping
from muster.registers.entry import Entry
from muster.registers.support import Support
from muster.sources.cases import forms, loading
from muster.sources.cases.checking import table_of
from muster.sources.cases.models import Mapping, Sheet, Whose
from muster.tables.store import Store


pytestmark = pytest.mark.django_db
MORE = [*HEADINGS, "Ended", "Result"]


def some(*numbers):
    every = children(30)
    return [row(n, every[n]) for n in numbers]


def with_(cells, **changed):
    """A row with cells changed, by heading."""
    names = {name.replace(" ", "_").replace(".", ""): n for n, name in enumerate(MORE)}
    cells = [*cells, *[""] * (len(MORE) - len(cells))]
    for name, value in changed.items():
        cells[names[name]] = value
    return cells


class TestMapping:
    def test_a_register_whose_cases_name_a_parent_is_not_offered(self, send, text):
        page = text(send(as_csv(some(13)), register="legal"))
        assert "Severe-absence plans" in page
        assert "Legal intervention" not in page
        assert not Sheet.objects.exists()

    def test_a_cell_with_what_no_database_keeps_is_said(self, send, text):
        cells = with_(some(13)[0], Case_notes="a\0b")
        assert "The file isn’t text" in text(send(as_csv([cells])))

    def test_columns_are_guessed_from_odd_headings(self, client, send, text):
        answer = send(as_csv(some(13, 14)))
        page = client.get(answer.url, follow=True).content.decode()
        for heading in ("D.O.B.", "Family Name", "Date Opened", "Allocated To"):
            assert f'<option value="{heading}" selected' in page, heading

    def test_columns_and_words_are_asked_once_of_a_source(self, client, send, text):
        key = send(as_csv(some(13, 14, 15))).url.split("/")[-2]
        columns = {"upn": "UPN", "started_on": "Date Opened", "status": "Stage"}
        answer = client.post(f"{HERE}{key}/columns/", columns)
        page = text(client.get(answer.url))
        assert "“Spoken to family” (1 row)" in page
        assert "Nothing is said (3 rows)" in page, "every case needs a reason"
        words = {"status-0": "talked", "status-1": "planned", "status-2": "opened"}
        answer = client.post(answer.url, words | {"reason-0": "severe"})
        assert answer.url == f"{HERE}{key}/"
        again = send(as_csv(some(16, 17)))
        key = again.url.split("/")[-2]
        assert client.get(f"{HERE}{key}/").status_code == 200, "nothing is asked again"
        assert Mapping.objects.count() == 1

    def test_a_new_word_is_asked_and_never_guessed(self, client, sheet):
        one = sheet([with_(some(13)[0], Stage="On hold")[:15]])
        answer = client.get(f"{HERE}{one.key}/")
        assert answer.url == f"{HERE}{one.key}/words/"

    @pytest.mark.parametrize(
        ("columns", "sentence"),
        [
            ({"upn": "UPN"}, "Choose the column with the day a case began"),
            ({"started_on": "Date Opened"}, "Choose UPN, or surname and forename"),
            ({"upn": "UPN", "started_on": "UPN"}, "“UPN” is chosen twice"),
        ],
    )
    def test_columns_that_cannot_be_are_a_sentence(
        self, client, sheet, text, columns, sentence
    ):
        one = sheet(some(13))
        assert sentence in text(client.post(f"{HERE}{one.key}/columns/", columns))


class TestHeadings:
    ABOVE = (["Open cases"], [], ["As at 3 October 2025", "Welfare team"])

    @pytest.mark.parametrize(
        "file",
        [
            as_csv(some(13, 14), above=ABOVE),
            as_csv(some(13, 14), above=ABOVE, delimiter=";"),
            as_csv(some(13, 14), above=[["Cases"], ["A note\nof two lines"], []]),
            as_xlsx(some(13, 14), above=ABOVE),
        ],
        ids=["commas", "semicolons", "a note of two lines", "a workbook"],
    )
    def test_titles_above_the_headings_are_passed_over_and_it_is_said(
        self, client, send, text, file
    ):
        answer = send(file)
        page = client.get(answer.url, follow=True)
        assert '<option value="D.O.B." selected' in page.content.decode()
        assert "and what stands above is left out" in text(page)
        table = table_of(Sheet.objects.get())
        assert table.headings == tuple(HEADINGS)
        assert [cells[0] for _, cells in table.rows] == ["C/0013", "C/0014"]
        assert table.rows[0][0] == table.headings_row + 1

    def test_headings_nobody_knows_are_the_first_row_as_wide_as_the_table(self, send):
        odd = [f"Veld {n}" for n, _ in enumerate(HEADINGS)]
        for file in (
            as_csv(some(13), odd, above=[["Case"], []]),
            as_xlsx(some(13), headings=odd, above=[["Case"], []]),
        ):
            send(file)
            assert table_of(Sheet.objects.latest("pk")).headings == tuple(odd)

    def test_a_case_whose_words_are_like_headings_is_not_taken_for_them(self, send):
        odd = [f"Veld {n}" for n, _ in enumerate(HEADINGS)]
        cells = with_(some(13)[0], Stage="Closed", Why="Reason", Next_Action="Review")
        send(as_csv([cells[: len(HEADINGS)]], odd))
        assert table_of(Sheet.objects.get()).headings == tuple(odd)

    def test_a_file_that_begins_with_its_headings_says_nothing_of_titles(
        self, client, send, text
    ):
        answer = send(as_csv(some(13)))
        assert "stands above" not in text(client.get(answer.url, follow=True))


class TestSchools:
    """Rows with no UPN, whose child hangs on the school."""

    @staticmethod
    def spelt(*spellings):
        rows = some(*(12 + 3 * n for n, _ in enumerate(spellings)))
        return [
            with_(cells, Establishment=said)[: len(HEADINGS)]
            for cells, said in zip(rows, spellings, strict=True)
        ]

    def test_a_school_otherwise_spelt_is_asked_once_for_all_its_rows(
        self, client, sheet, site, text
    ):
        # Rows 12, 18 and 24 are at Ash Primary, 15 at Beech High.
        rows = self.spelt("Ash Prim. Sch.", "Beech High", "ash prim. sch.", "Nowhere")
        rows[2][0:6] = some(18)[0][0:5] + ["ash  prim. sch."]
        one = sheet(rows)
        answer = client.get(one.get_absolute_url())
        assert answer.url == f"{HERE}{one.key}/words/"
        page = text(client.get(answer.url))
        assert "“Ash Prim. Sch.” (2 rows)" in page
        assert "“Nowhere” (1 row)" in page
        assert "“Beech High”" not in page
        ids = dict(Store(site).state().schools.select("name", "id").iter_rows())
        said = {"school-0": ids["Ash Primary"], "school-1": "-elsewhere"}
        said |= {"status-0": "opened", "reason-0": "severe"}
        answer = client.post(answer.url, said)
        assert answer.url == one.get_absolute_url()
        page = text(client.get(answer.url))
        assert "Will be opened 3" in page
        assert "Wait for you to say whose they are 1" in page

    def test_what_was_said_of_a_spelling_is_kept_for_the_next_file(
        self, client, sheet, site
    ):
        rows = self.spelt("Ash Prim")
        ids = dict(Store(site).state().schools.select("name", "id").iter_rows())
        one = sheet(rows)
        words = OURS | {"school": {"ash prim": str(ids["Ash Primary"])}}
        Mapping.objects.update(words=words)
        assert client.get(one.get_absolute_url()).status_code == 200

    def test_a_spelling_of_rows_whose_upn_says_whose_they_are_is_not_asked(
        self, client, sheet
    ):
        rows = [with_(some(13)[0], Establishment="Somewhere")[: len(HEADINGS)]]
        assert client.get(sheet(rows).get_absolute_url()).status_code == 200

    def test_many_spellings_are_asked_some_at_a_time(
        self, client, sheet, monkeypatch, text
    ):
        monkeypatch.setattr(forms, "MOST_SCHOOLS", 1)
        one = sheet(self.spelt("Nowhere", "Elsewhere"))
        words = f"{HERE}{one.key}/words/"
        assert "“Nowhere”" not in text(client.get(words))
        said = {"status-0": "opened", "reason-0": "severe", "school-0": "-elsewhere"}
        client.post(words, said)
        assert client.get(one.get_absolute_url()).url == words
        assert "“Nowhere”" in text(client.get(words))
        client.post(words, said)
        assert client.get(one.get_absolute_url()).status_code == 200

    def test_one_that_nobody_answers_for_is_a_sentence(self, client, sheet, text):
        one = sheet(self.spelt("Nowhere"))
        page = text(client.post(f"{HERE}{one.key}/words/", {"status-0": "opened"}))
        assert "School: choose which “Nowhere” is." in page


class TestLoading:
    def test_sure_rows_are_opened_and_the_others_are_listed(
        self, client, sheet, load, text
    ):
        one = sheet(cases(30))
        page = text(client.get(f"{HERE}{one.key}/"))
        assert f"{DOUBTFUL} rows wait" in page
        assert f"{UNREADABLE} rows can’t be read" in page
        assert "“soon” is not a date Muster can read" in page
        assert "“31/02/2025” is not a day in any calendar" in page
        assert "Every case needs the day it began" in page
        assert "Not read: Yr Grp, Allocated To, Colour of folder" in page
        assert "17 cases are brought in" in text(load(one))
        assert Entry.objects.count() == 17

    def test_what_cannot_be_read_stops_the_load_until_somebody_says_so(
        self, client, sheet, text
    ):
        one = sheet(cases(30))
        page = text(client.post(f"{HERE}{one.key}/load/"))
        assert "or say that it is loaded without them" in page
        assert not Entry.objects.exists()

    def test_the_same_file_again_changes_nothing(self, sheet, load, text, client):
        load(sheet(cases(30)))
        before = list(Entry.objects.values_list("pk", "status", "happened"))
        again = sheet(cases(30))
        assert "There is nothing to load" in text(client.get(f"{HERE}{again.key}/"))
        load(again)
        assert list(Entry.objects.values_list("pk", "status", "happened")) == before

    def test_a_case_comes_as_it_stands_with_its_clocks_and_dated_notes(
        self, sheet, load, officer
    ):
        load(sheet(some(13)))
        entry = Support.objects.get()
        assert (entry.status, entry.started_on) == ("talked", date(2025, 9, 14))
        assert (entry.next_step, entry.review_on) == ("Ring home", date(2025, 11, 14))
        assert not entry.is_read_only, "it is kept here from now on"
        clocks = {one.name: one for one in entry.clocks.all()}
        assert clocks["plan"].began_on == date(2025, 9, 14)
        assert clocks["plan"].is_running
        assert "a day that was not given" in clocks["talk"].stopped_why
        notes = entry.happened.filter(kind="noted").values_list("on", "text")
        assert sorted(notes) == [
            (date(2025, 9, 3), "Rang home."),
            (date(2025, 9, 10), "No answer."),
        ]

    def test_the_page_of_a_case_has_its_number_in_the_system_it_came_from(
        self, client, sheet, load, text
    ):
        load(sheet(some(13)))
        page = text(
            client.get(f"/children/registers/support/{Entry.objects.get().pk}/")
        )
        assert "Number in Old case system C/0013" in page

    @pytest.mark.parametrize(
        ("stage", "runs"),
        [
            ("Open - new", {"talk", "plan"}),
            ("Spoken to family", {"plan"}),
            ("Plan in place", set()),
        ],
    )
    def test_no_clock_runs_of_a_step_that_a_case_was_past_when_it_came(
        self, sheet, load, stage, runs
    ):
        load(sheet([with_(some(13)[0], Stage=stage)[:15]]))
        clocks = Entry.objects.get().clocks
        running = clocks.filter(met_on=None, stopped_on=None)
        assert set(running.values_list("name", flat=True)) == runs
        stopped = clocks.exclude(stopped_on=None)
        assert all("Done in Old case system" in one.stopped_why for one in stopped)
        assert not any(one.days_late(date(2026, 3, 1)) for one in stopped)

    def test_a_closed_case_comes_closed_before_an_open_one_of_the_child(
        self, sheet, load
    ):
        ended = {"Stage": "Shut", "Ended": "10/09/2025", "Result": "Back in school"}
        first = with_(some(13)[0], Case_Ref="A", Date_Opened="01/09/2025", **ended)
        second = with_(some(13)[0], Case_Ref="B", Date_Opened="10/09/2025")
        load(sheet([second, first], MORE))
        spells = Entry.objects.order_by("started_on")
        assert [one.is_open for one in spells] == [False, True]
        assert spells[0].outcome == "attends"

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"Ended": "01/08/2025"}, "That is before it began, on 14/09/2025"),
            ({"Stage": "Shut"}, "It is closed, and the day it ended isn’t given"),
            ({"Date_Opened": "01/12/2025"}, "That day is still to come"),
            ({"Next_Action": "x" * 201}, "It has 201 letters, and 200 is the most"),
            ({"UPN": "", "Family_Name": "", "First_Name": ""}, "names no child"),
        ],
    )
    def test_what_cannot_be_is_said_with_its_row(
        self, client, sheet, text, changed, sentence
    ):
        closed = {"Result": "Back in school"} if "Ended" in changed else {}
        one = sheet([with_(some(13)[0], **closed | changed)], MORE)
        page = text(client.get(f"{HERE}{one.key}/"))
        assert sentence in page and "1 row can’t be read" in page

    def test_spells_that_run_into_each_other_are_said(self, client, sheet, load, text):
        twice = [*some(13), with_(some(13)[0], Case_Ref="B")[:15]]
        twice[1][7] = "20/09/2025"
        one = sheet(twice)
        page = text(client.get(f"{HERE}{one.key}/"))
        assert "It runs into that of row 2 of the same child" in page
        load(one)
        later = with_(some(13)[0], Case_Ref="C", Date_Opened="01/09/2025")[:15]
        page = text(client.get(f"{HERE}{sheet([later]).key}/"))
        assert "It runs into one on the register (from 14/09/2025, and open)" in page

    def test_a_number_that_stands_twice_is_said(self, client, sheet, text):
        one = sheet([some(13)[0], [some(13)[0][0], *some(14)[0][1:]]])
        page = text(client.get(f"{HERE}{one.key}/"))
        assert "The number “C/0013” stands in row 2 too" in page

    def test_a_load_that_is_stopped_keeps_what_it_had_and_goes_on_another_time(
        self, client, sheet, load, queue, text, monkeypatch
    ):
        monkeypatch.setattr("muster.sources.cases.loading.TOGETHER", 2)
        monkeypatch.setattr("muster.jobs.queue.TELL_EVERY", 0)
        one = sheet(some(13, 14, 15, 16, 17))
        kept = loading.Loading._keep

        def keeps_and_is_stopped(self, rows):
            kept(self, rows)
            client.post(f"{HERE}{one.key}/stop/")

        monkeypatch.setattr(loading.Loading, "_keep", keeps_and_is_stopped)
        client.post(f"{HERE}{one.key}/load/")
        page = text(client.get(f"{HERE}{one.key}/"))
        assert "Bringing in the cases" in page and "Stop loading" in page
        assert "It is being loaded" in text(
            client.post(f"{HERE}{one.key}/put-aside/", follow=True)
        )
        worker.do_waiting()
        page = text(client.get(f"{HERE}{one.key}/"))
        assert "Stopped, as you asked. 2 cases are brought in." in page
        assert "Loaded in part, 2 cases" in text(client.get(HERE))
        monkeypatch.setattr(loading.Loading, "_keep", kept)
        assert "3 cases are brought in." in text(load(one))
        assert Entry.objects.count() == 5

    def test_a_row_that_is_refused_is_left_out_and_said(
        self, sheet, load, text, monkeypatch
    ):
        one = sheet(some(13, 14, 15))
        bring = bringing.bring

        def refuses_second(register, **case):
            if Entry.objects.count() == 1 and not refused:
                refused.append(case["child"])
                raise keeping.Refused("Not this one.")
            return bring(register, **case)

        refused = []
        monkeypatch.setattr(bringing, "bring", refuses_second)
        page = text(load(one))
        assert "2 cases are brought in. 1 row was refused and left out." in page
        assert "Not this one." in page
        assert Entry.objects.count() == 2


class TestWhose:
    def test_a_doubtful_row_waits_and_what_agrees_is_shown(
        self, client, sheet, load, text
    ):
        one = sheet(cases(30)[1:2])
        page = text(client.get(f"{HERE}{one.key}/row/2/"))
        assert "Agrees: surname, birth date, school" in page
        assert "Differs: forename (ours: Omara Lark)" in page
        load(one)
        assert not Entry.objects.exists()

    def test_it_is_opened_once_somebody_says_whose_it_is(
        self, client, sheet, load, text, written
    ):
        one = sheet(cases(30)[1:2])
        page = client.get(f"{HERE}{one.key}/row/2/").content.decode()
        child = int(re.search(r'name="child" type="radio" value="(\d+)"', page)[1])
        client.post(f"{HERE}{one.key}/row/2/", {"child": child})
        assert "1 case is brought in" in text(load(one))
        assert Entry.objects.get().child == child
        assert len(written("cases.answered")) == 1

    def test_none_of_these_leaves_the_row_out_for_good(self, client, sheet, load, text):
        one = sheet(cases(30)[1:2])
        client.post(f"{HERE}{one.key}/row/2/", {"child": "none"})
        assert "Of none of our children" in text(client.get(f"{HERE}{one.key}/"))
        load(one)
        assert not Entry.objects.exists()

    @pytest.mark.parametrize("child", ["", "999999", "x"])
    def test_only_the_likely_can_be_chosen(self, client, sheet, text, child):
        one = sheet(cases(30)[1:2])
        page = text(client.post(f"{HERE}{one.key}/row/2/", {"child": child}))
        assert "Choose a child, or none of these" in page
        assert not Whose.objects.exists()

    @pytest.mark.parametrize(
        "named",
        [
            {"Family_Name": "Other", "First_Name": "Ann"},
            {"Family_Name": "Other"},
            {"First_Name": "Ann"},
        ],
    )
    def test_a_upn_of_a_child_of_another_name_waits_and_both_names_are_said(
        self, client, sheet, load, text, named
    ):
        """Row 13 is of Noaha Teal."""
        cells = with_(some(13)[0], DOB="", **named)[:15]
        one = sheet([cells])
        page = text(client.get(f"{HERE}{one.key}/"))
        says = f"The UPN is of Noaha Teal, and the row says {cells[3]} {cells[2]}."
        assert says in page
        load(one)
        assert not Entry.objects.exists()

    @pytest.mark.parametrize(
        "name", ["Noaha Teal", "Noaha Kim TEAL", "Teal, Noaha", "Teal", ""]
    )
    def test_a_upn_beside_the_childs_whole_name_is_sure(
        self, client, sheet, text, name
    ):
        cells = with_(some(13)[0], Colour_of_folder=name, DOB="", Establishment="")
        one = sheet([cells[:15]])
        columns = MAPPED | {"name": "Colour of folder"}
        del columns["surname"], columns["forename"]
        Mapping.objects.update(columns=columns)
        assert "Will be opened 1 " in text(client.get(f"{HERE}{one.key}/"))

    def test_children_one_does_not_see_are_never_matched(
        self, client, sheet, text, person
    ):
        """Row 13 is of Beech High, row 14 of Ash Primary."""
        one = sheet(some(13, 14))
        patch = person("attendance-officer", schools=[1])
        Sheet.objects.update(sent_by=patch.username)
        client.force_login(patch)
        page = text(client.get(f"{HERE}{one.key}/"))
        assert "1 row waits" in page
        assert "Nobody you see has this UPN" in page

    def test_a_file_is_opened_by_whoever_sent_it_alone(self, client, sheet, person):
        one = sheet(some(13))
        client.force_login(person("register-officer"))
        assert client.get(f"{HERE}{one.key}/").status_code == 404


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("held", "sentence"),
        [
            (b"", "The file is empty"),
            (b"\n\n", "The file is empty"),
            (as_csv([]), "There are headings and no rows below them"),
            (as_csv(some(2), some(1)[0]), "like a case, not like headings: “a UPN”"),
            (
                b"\xd0\xcf\x11\xe0" + b"x" * 600,
                "an old Excel workbook, one with a pass",
            ),
            (b"%PDF-1.4 x", "This looks like a PDF"),
            (b"PK\x03\x04 broken", "zip file, not CSV"),
            (as_xlsx(some(1), some(2)), "the sheet “Cases 1” is read"),
            (b'Ref,Start\n1,"never closed\n', "a quotation mark is never closed"),
            (b"Ref,Start\n1,01/09/2025,more\n", "more cells than there are headings"),
            (b"Ref,Start\n" + b"1,x\n" * 100_000, "This file has 100,000 rows"),
        ],
        ids=lambda one: one[:30] if isinstance(one, str) else "",
    )
    def test_a_broken_file_is_a_sentence_and_nothing_is_kept(
        self, send, site, text, held, sentence
    ):
        assert sentence in text(send(held)) or sentence.startswith("The file is empty")
        assert not Sheet.objects.exists() and not Mapping.objects.exists()

    def test_a_workbook_is_read_as_a_csv_is(self, client, send, text):
        key = send(as_xlsx(some(13, 14)), "cases.xlsx").url.split("/")[-2]
        assert "03/09/2025: Rang home." in text(client.get(f"{HERE}{key}/columns/"))

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"source": ""}, "Say what the source is called"),
            ({"register": ""}, "Choose the register it is for"),
            ({"kept": ""}, "Say where its cases are kept"),
        ],
    )
    def test_what_is_left_out_is_asked_for(self, send, text, said, sentence):
        assert sentence in text(send(as_csv(some(1)), **said))
