import pytest
from django.core.exceptions import ImproperlyConfigured

from muster.config.surroundings import Surroundings


@pytest.fixture
def without_a_key(monkeypatch, tmp_path):
    monkeypatch.delenv("MUSTER_SECRET_KEY")
    return Surroundings(home=tmp_path)


def test_a_folder_that_was_never_made_a_home_is_refused_with_what_to_do(without_a_key):
    with pytest.raises(ImproperlyConfigured, match="Run “muster init” first"):
        _ = without_a_key.key


def test_the_key_kept_in_the_home_is_used(without_a_key):
    (without_a_key.home / "secret-key").write_text("kept\n")
    assert without_a_key.key == "kept"


def test_a_key_that_is_given_comes_first(tmp_path):
    (tmp_path / "secret-key").write_text("kept\n")
    assert Surroundings(home=tmp_path, secret_key="given").key == "given"


def test_sqlite_stands_in_the_home_and_takes_its_write_lock_at_once(tmp_path):
    database = Surroundings(home=tmp_path).database
    assert database["NAME"] == tmp_path / "db.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_database_url_names_postgresql(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://sam:p%40ss@db.example:5433/muster")
    database = Surroundings().database
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == (
        "muster",
        "sam",
        "p@ss",
    )
    assert (database["HOST"], database["PORT"]) == ("db.example", "5433")


@pytest.mark.parametrize("url", ["mysql://host/muster", "postgresql://host/"])
def test_another_kind_of_database_is_refused_with_the_shape_to_use(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="postgresql://person"):
        _ = Surroundings().database


def test_hosts_are_this_machine_unless_told(monkeypatch):
    assert Surroundings().allowed_hosts == ["127.0.0.1", "localhost", "[::1]"]
    monkeypatch.setenv("MUSTER_HOSTS", "muster.quillshire.example, other.example")
    assert Surroundings().allowed_hosts == [
        "muster.quillshire.example",
        "other.example",
    ]
