"""What programs are given: what the command gives, of what is within their reach."""

import csv
import io
import json
import shutil
from datetime import date

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from tests.measures.published_files import year_to_date
from tests.measures.published_store import add

from muster.accounts.trail import Entry
from muster.config.wsgi import application
from muster.measures import DIMENSIONS, MEASURES, listed
from muster.measures import ask as ask_measures
from muster.measures import published as others
from muster.reports import tidy
from muster.sources.models import InForce, Load
from muster.tables.columns import SCHOOLS
from muster.tables.store import Store


CONTRACT = "measure,period,rules,phase,numerator,denominator,value,suppressed"


def rows(answer):
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["rows"]


def lines(answer):
    assert answer.status_code == 200, answer.content.decode()
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_figures_have_the_columns_of_the_contract_in_their_order(ask, token):
    shown = token()
    first = ask("figures", shown, names="overall_absence", by="phase", format="csv")
    assert first.content.decode().splitlines()[0] == CONTRACT
    [row, *_] = rows(ask("figures", shown, names="overall_absence", by="phase"))
    assert ",".join(row) == CONTRACT


def test_figures_are_those_of_the_command(ask, token, state):
    answer = ask_measures(
        state, ["overall_absence", "persistent_absence"], ["school", "fsm"], "2025-26"
    )
    columns = listed.columns(["school", "fsm"])
    printed = [dict(zip(columns, row, strict=True)) for row in listed.as_rows(answer)]
    assert any(row["suppressed"] for row in printed)
    found = ask(
        "figures",
        token(),
        names="overall_absence,persistent_absence",
        by="school,fsm",
        period="2025-26",
    )
    assert rows(found) == json.loads(json.dumps(printed, default=str))


def test_a_hidden_figure_has_no_numbers_in_either_format(ask, token):
    shown = token()
    question = {"names": "persistent_absence", "by": "school,fsm", "period": "2025-26"}
    hidden = [
        row for row in rows(ask("figures", shown, **question)) if row["suppressed"]
    ]
    assert hidden
    for row in hidden:
        assert row["numerator"] is row["denominator"] is row["value"] is None
    head, *found = lines(ask("figures", shown, **question, format="csv"))
    for row in (dict(zip(head, one, strict=True)) for one in found):
        assert row["suppressed"] == "0" or not row["numerator"] + row["value"]


def test_nothing_asks_for_small_numbers(ask, token):
    answer = ask("figures", token(), names="overall_absence", unsuppressed="1")
    assert answer.status_code == 422
    assert "“unsuppressed” can’t be asked here" in answer.json()["detail"]


def test_a_service_of_a_school_is_given_its_figures_and_no_others(ask, token):
    shown = token("school", "Ash Primary")
    found = rows(ask("figures", shown, names="overall_absence", by="school"))
    assert {row["school"] for row in found} == {"Ash Primary"}
    assert [row["name"] for row in rows(ask("schools", shown))] == ["Ash Primary"]
    whole = rows(ask("figures", shown, names="overall_absence"))
    assert [row["numerator"] for row in whole] == [found[0]["numerator"]]


def test_a_service_of_a_trust_is_given_its_schools(ask, token):
    found = rows(ask("schools", token("trust", "Tree Trust")))
    assert [row["school"] for row in found] == ["Ash Primary", "Cedar Primary"]


def test_a_service_of_a_trust_no_school_has_is_given_nothing(ask, token):
    shown = token("trust", "Leaf Trust")
    assert rows(ask("schools", shown)) == []
    assert rows(ask("figures", shown, names="overall_absence", by="school")) == []


def test_a_school_beyond_reach_is_the_same_as_none(ask, token):
    shown = token("school", "Ash Primary")
    theirs = ask("figures", shown, names="attendance", school="900002")
    none = ask("figures", shown, names="attendance", school="999999")
    assert theirs.status_code == none.status_code == 404
    assert theirs.json()["detail"].replace("900002", "999999") == none.json()["detail"]


def test_schools_have_the_columns_of_the_schools_file(ask, token):
    head, *found = lines(ask("schools", token(), format="csv"))
    assert head == ["school", *(column.name for column in SCHOOLS.columns)]
    assert len(found) == 6


def test_the_catalogue_is_the_command_s(ask, token):
    found = rows(ask("measures", token()))
    assert [row["name"] for row in found] == [one.name for one in MEASURES]


def test_each_period_can_be_asked_for(ask, token):
    shown = token()
    for row in rows(ask("periods", shown)):
        answer = ask("figures", shown, names="attendance", period=row["period"])
        assert answer.status_code == 200


def test_nothing_published_is_said_in_a_sentence(ask, token):
    answer = ask("published", token(), name="overall_absence")
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")


def test_what_was_published_is_given_to_the_last_digit(
    ask, token, state, settings, tmp_path
):
    store = Store(tmp_path)
    store.create()
    counts = {"England": (40_000, 20_000, 1_000_000, "18.0")}
    file = year_to_date(tmp_path, date(2025, 11, 6), counts, year="202526")
    add(store, [file], date(2025, 12, 1))
    shown = token("school", "Ash Primary")
    settings.MUSTER_HOME = tmp_path
    InForce.put(store.version())
    [row, *_] = rows(ask("published", shown, name="overall_absence", area="England"))
    assert tuple(row) == others.COLUMNS
    assert (row["area"], row["denominator"]) == ("England", "1000000")
    assert rows(ask("published", shown, name="overall_absence", phase="nursery")) == []
    when = ask("published", shown, name="overall_absence", as_at="yesterday")
    assert when.status_code == 422


def test_loads_name_no_file_and_nobody(ask, token, django_user_model):
    from django.utils import timezone

    Load.objects.create(
        token="t", file_name="marks of Jo Bloggs.csv", format="marks", digest="d",
        rows_read=3, rows_loaded=2, version=1, loaded_at=timezone.now(), loaded_by="sam",
    )  # fmt: skip
    answer = ask("loads", token())
    [row] = rows(answer)
    assert (row["format"], row["rows_read"], row["rows_loaded"]) == ("marks", 3, 2)
    assert "Bloggs" not in answer.content.decode()
    assert "sam" not in answer.content.decode()


def test_the_export_is_listed_and_fetched(ask, token, state, settings, tmp_path):
    shutil.copytree(settings.MUSTER_HOME, tmp_path, dirs_exist_ok=True)
    settings.MUSTER_HOME = tmp_path
    shown = token()
    assert rows(ask("export", shown)) == []
    assert ask("export/figures.csv", shown).status_code == 404
    tidy.write(state, tmp_path / tidy.FOLDER)
    listed_ = rows(ask("export", shown))
    assert {row["table"] for row in listed_} == {table.name for table in tidy.TABLES}
    [address] = [
        row["address"]
        for row in listed_
        if (row["table"], row["kind"]) == ("figures", "csv")
    ]
    assert address.endswith("/api/v1/export/figures.csv")
    got = b"".join(ask("export/figures.csv", shown).streaming_content)
    assert got == (tmp_path / tidy.FOLDER / "figures.csv").read_bytes()
    assert ask("export/..%2Fdb.csv", shown).status_code == 404


@pytest.mark.parametrize("route", ["loads", "export", "export/figures.csv"])
def test_what_is_of_the_whole_authority_is_for_its_own_services(ask, token, route):
    answer = ask(route, token("school", "Ash Primary"))
    assert answer.status_code == 403
    assert "whole authority" in answer.json()["detail"]


def test_accept_chooses_the_format_and_the_address_overrules_it(ask, token):
    shown = token()
    wants_csv = {"Accept": "text/csv"}
    assert ask("measures", shown, wants_csv)["Content-Type"].startswith("text/csv")
    both = ask("measures", shown, wants_csv, format="json")
    assert both["Content-Type"] == "application/json"


def test_a_long_answer_comes_in_pages(ask, token, settings, client):
    settings.API_ROWS_A_PAGE = 4
    shown = token()
    first = ask("schools", shown)
    assert first.json()["count"] == 6
    address = first.json()["next"]
    assert first["Link"] == f'<{address}>; rel="next"'
    second = client.get(address, headers={"Authorization": f"Bearer {shown}"})
    assert len(rows(first)) + len(rows(second)) == 6
    assert second.json()["next"] is None
    beyond = ask("schools", shown, page=3)
    assert (beyond.status_code, beyond.json()["detail"]) == (
        404,
        "There is no page 3: the last is page 2. Ask for an earlier.",
    )


def test_an_answer_that_has_not_changed_is_not_sent_again(ask, token):
    shown = token()
    first = ask("schools", shown)
    assert first["ETag"].startswith('"1-')
    assert first["Cache-Control"] == "private, no-cache"
    again = ask("schools", shown, {"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    # Another's answer has another tag, whoever learned of this one.
    other = ask(
        "schools", token("school", "Ash Primary"), {"If-None-Match": first["ETag"]}
    )
    assert len(rows(other)) == 1


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({}, "“names” is missing. The page /api/ says what it takes."),
        ({"names": ","}, "“names” is missing. The page /api/ says what it takes."),
        ({"names": "overal_absence"}, "Did you mean overall_absence"),
        ({"names": "attendance", "by": "hair"}, "cannot be broken down by “hair”"),
        ({"names": "attendance", "period": "soon"}, "“soon” is not a period"),
        ({"names": "attendance", "rules": "mine"}, "no rules called “mine”"),
        ({"names": "persistent_absence", "by": "week"}, "there is none by week"),
        ({"names": "attendance", "page": "0"}, "“0” is not a page"),
        ({"names": "attendance", "format": "xml"}, "“xml” is not a format"),
        ({"names": "attendance", "perod": "2025-26"}, "“perod” can’t be asked here"),
        ({"names": ["attendance", "absence"]}, "“names” is there twice"),
    ],
)
def test_a_bad_question_is_answered_with_a_sentence(ask, token, question, sentence):
    answer = ask("figures", token(), **question)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]


def test_an_address_with_nothing_at_it_says_so(ask, token):
    assert ask("pupils", token()).json()["detail"].startswith("There is nothing at")


def test_each_call_is_in_the_trail_with_its_route_and_rows(ask, token):
    ask("schools", token("school", "Ash Primary"), {"X": "y"}, format="csv")
    entry = Entry.objects.filter(did="api.asked").get()
    assert (entry.by, entry.to) == ("service-figures-of-ash-primary", "schools")
    assert entry.posts == "Service, Ash Primary"
    said = json.loads(entry.after)
    assert (said["rows"], said["status"]) == (1, 200)
    assert said["asked"] == {"format": "csv"}


def test_refusals_are_in_the_trail_too(ask, token):
    shown = token("school", "Ash Primary")
    ask("loads", shown)
    ask("figures", shown, names="attendance", school="900002")
    found = Entry.objects.filter(did="page.refused").order_by("pk")
    assert [entry.by for entry in found] == ["service-figures-of-ash-primary"] * 2


WORDS = st.one_of(
    st.sampled_from(
        [*(one.name for one in MEASURES), *DIMENSIONS, "", "2025-26", "\0"]
    ),
    st.text(max_size=12),
)


@hypothesis_settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    route=st.sampled_from(["figures", "published", "schools", "periods"]),
    query=st.dictionaries(
        st.sampled_from(
            [
                "names",
                "by",
                "period",
                "rules",
                "school",
                "name",
                "area",
                "phase",
                "as_at",
            ]
        ),
        WORDS,
        max_size=4,
    ),
)
def test_whatever_is_asked_is_answered_or_refused_in_a_sentence(
    ask, shared_token, route, query
):
    answer = ask(route, shared_token, **query)
    assert answer.status_code in (200, 404, 422)
    if answer.status_code != 200:
        assert answer.json()["detail"].rstrip(")”").endswith(".")


@pytest.fixture
def shared_token(token, settings):
    settings.API_CALLS_A_MINUTE = 10_000
    return token()


@pytest.mark.parametrize(
    "examples", [3, pytest.param(100, marks=pytest.mark.slow, id="many")]
)
def test_every_route_keeps_to_its_document(shared_token, examples):
    """What the document allows is answered, what it forbids is refused, and each answer is
    of a status, a type and a shape it names."""
    load_all_checks()
    [positive_data_acceptance] = CHECKS.get_by_names(["positive_data_acceptance"])
    headers = {"Authorization": f"Bearer {shared_token}"}
    found = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, headers=headers
    )
    asked = []
    for one in found.get_all_operations():
        operation = one.ok()
        asked.append(operation.path)

        @hypothesis_settings(
            max_examples=examples, deadline=None, derandomize=True, database=None
        )
        @given(case=operation.as_strategy())
        def ask_it(case):
            # Any text may be a measure's name, and most texts are none.
            case.call_and_validate(
                headers=headers, excluded_checks=[positive_data_acceptance]
            )

        ask_it()
    assert "/api/v1/figures" in asked
