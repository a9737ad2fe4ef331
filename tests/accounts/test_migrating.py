"""First tables made at once are the tables made one operation after the other."""

import re

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from muster.accounts.migrating import Together


KEY = ("id", models.BigAutoField(primary_key=True))
# Each needs the other, and what is added later is in its table as well.
OPERATIONS = [
    migrations.CreateModel("Hive", [KEY, ("name", models.CharField(max_length=20))]),
    migrations.CreateModel(
        "Bee",
        [KEY, ("hive", models.ForeignKey("garden.Hive", models.PROTECT))],
        options={"ordering": ["hive"]},
    ),
    migrations.AddField(
        "Hive", "queen", models.ForeignKey("garden.Bee", models.PROTECT, null=True)
    ),
    migrations.AddField("Bee", "meets", models.ManyToManyField("garden.Hive")),
    migrations.AddConstraint(
        "Hive", models.UniqueConstraint(fields=["name"], name="a_name_once")
    ),
    migrations.AddConstraint(
        "Hive",
        models.UniqueConstraint(
            "queen", condition=~models.Q(name=""), name="a_queen_of_one"
        ),
    ),
]


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """A new, empty database, by name; none of the tests' own."""
    begun = []

    def begin(name):
        to = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / name}
        begun.append(ConnectionHandler({"default": to})["default"])
        return begun[-1]

    with django_db_blocker.unblock():
        yield begin
        for connection in begun:
            connection.close()


def done(connection, operations):
    """Migrates by these, and gives the state after them."""
    state = ProjectState()
    with connection.schema_editor() as editor:
        for one in operations:
            before = state.clone()
            one.state_forwards("garden", state)
            one.database_forwards("garden", editor, before, state)
    return state


def tables(connection):
    """Every table and index, its lines in no order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {
            name: sorted(re.split(r", |[()] ?", sql)) for name, sql in cursor.fetchall()
        }


def test_the_tables_are_the_same_as_one_operation_after_the_other(database):
    one_by_one, at_once = database("one.sqlite3"), database("all.sqlite3")
    later = done(one_by_one, OPERATIONS)
    state = done(at_once, [Together(OPERATIONS)])
    assert tables(at_once) == tables(one_by_one)
    assert state == later
    assert "garden_bee_meets" in tables(at_once)


def test_undone_nothing_is_left(database):
    connection, every = database("all.sqlite3"), Together(OPERATIONS)
    state = done(connection, [every])
    with connection.schema_editor() as editor:
        every.database_backwards("garden", editor, state, ProjectState())
    assert set(tables(connection)) <= {"sqlite_sequence"}


def test_it_says_what_it_does():
    assert Together([]).describe() == "Make an app’s first tables at once"
