"""Every column of every table is classed on purpose, with why it is held and how long."""

import pytest

from muster.accounts.field_classes import held
from muster.protection.processing import (
    BESIDE_THE_TABLES,
    activities,
    columns,
    columns_of,
    conditions,
    conditions_of_model,
    plainly,
    table_classes,
    table_names,
)
from muster.tables.columns import Privacy
from muster.tables.ids import PUPILS


ABOUT_PEOPLE = [name for name in table_names() if name not in BESIDE_THE_TABLES]


def test_every_table_is_classed_and_nothing_else_is():
    assert sorted(table_classes()) == sorted(table_names())


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_a_column_is_open_only_where_somebody_said_so(name):
    said = table_classes()[name]
    found = {column.name for column in columns_of(name, Privacy.OPEN)}
    if said.public:
        assert found == {column.name for column in columns(name)}
    else:
        assert found == set(said.open), (
            f"Give each column of {name} a `cls`, or list it as open in"
            " protection/table_classes.toml."
        )


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_a_special_column_names_its_condition(name):
    special = {column.name for column in columns_of(name, Privacy.SPECIAL)}
    named = table_classes()[name].conditions
    assert special == set(named)
    assert all(keys and set(keys) <= set(conditions()) for keys in named.values())


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_a_column_is_of_one_class_in_every_file(name):
    classes = {(column.name, column.cls) for column in columns(name)}
    assert len(classes) == len({column.name for column in columns(name)})


def test_the_map_of_identifiers_is_classed():
    said = table_classes()["pupils"]
    assert sorted((*said.open, *said.personal)) == sorted(PUPILS)


@pytest.mark.parametrize("name", table_names())
def test_how_long_a_table_is_kept_is_said_in_words(name):
    assert " " in table_classes()[name].kept


def test_every_table_is_held_for_one_activity():
    of = {table.name: one.key for one in activities() for table in one.tables}
    assert of == {name: said.activity for name, said in table_classes().items()}


@pytest.mark.parametrize("model", held())
def test_every_model_is_held_for_one_activity(model):
    mine = [one.key for one in activities() if one.has(model)]
    assert len(mine) == 1, (
        f"{model} is of {mine or 'no activity'} in protection/processing.toml."
    )


@pytest.mark.parametrize("model", held())
def test_a_special_field_names_its_condition(model):
    if held()[model].special:
        assert conditions_of_model(model), (
            f"Name the condition of {model} under special_fields of"
            " protection/processing.toml."
        )


def test_an_activity_about_people_has_a_basis():
    for one in activities():
        if one.personal or one.special:
            assert one.bases, one.key
            assert one.people, one.key


def test_the_privacy_notice_speaks_of_every_personal_and_special_column_once():
    said = [name for one in plainly() for name in one["columns"]]
    held_ = {
        column.name
        for table in ("marks", "enrolments", "totals", "cohorts")
        for cls in (Privacy.PERSONAL, Privacy.SPECIAL)
        for column in columns_of(table, cls)
    } | set(table_classes()["pupils"].personal)
    assert sorted(said) == sorted(held_), (
        "Say it to parents under `plainly` in protection/processing.toml."
    )
