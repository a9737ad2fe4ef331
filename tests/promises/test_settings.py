"""What must hold wherever Muster is served, whatever the surroundings say."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core import checks
from django.core.management import call_command


def test_django_has_nothing_to_complain_about():
    assert checks.run_checks(include_deployment_checks=False) == []


def test_the_models_and_the_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_middleware_that_closes_pages_is_there_and_innermost():
    assert settings.MIDDLEWARE[-1] == "muster.accounts.middleware.closed_by_default"


def in_surroundings(tmp_path, *names, **variables):
    """The named settings, as a fresh process with these variables has them."""
    script = "from muster.config import settings as s;" + "".join(
        f"print(s.{name});" for name in names
    )
    return running(script, tmp_path, **variables)


def running(script, tmp_path, **variables):
    """Words a script prints that has only a home, a key and these in its surroundings."""
    said = subprocess.run(
        [sys.executable, "-c", script],
        env={"MUSTER_HOME": str(tmp_path), "MUSTER_SECRET_KEY": "x"} | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.split()


def test_debug_is_off_and_only_this_machine_may_ask(tmp_path):
    said = in_surroundings(tmp_path, "DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE")
    assert said == ["False", "['127.0.0.1',", "'localhost',", "'[::1]']", "False"]


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"])
def test_cookies_are_secure_once_served_over_https(tmp_path, name):
    assert in_surroundings(tmp_path, name, MUSTER_HTTPS="1") == ["True"]


@pytest.mark.parametrize("name", ["SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"])
def test_no_script_reads_a_cookie(name):
    assert getattr(settings, name) is True


def test_the_web_server_has_every_page_before_the_first_person_asks_for_one(tmp_path):
    script = """
import gc, sys
from muster.config.wsgi import application
print(callable(application), "muster.practice.order_pages" in sys.modules, gc.get_freeze_count() > 50_000)
"""
    assert running(script, tmp_path) == ["True", "True", "True"]


def test_the_name_of_the_authority_may_be_given(tmp_path):
    assert in_surroundings(tmp_path, "ORGANISATION", MUSTER_ORGANISATION="A") == ["A"]
    assert in_surroundings(tmp_path, "ORGANISATION") == []
