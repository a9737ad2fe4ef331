"""What is written about Muster agrees with what it is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from muster.accounts.permissions import Permission
from muster.measures.catalogue import MEASURES
from muster.sources.formats import FORMATS


ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_the_reference_is_fresh():
    said = subprocess.run(
        [sys.executable, "docs/make.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("measures.md", [one.name for one in MEASURES]),
        ("files.md", [one.name for one in FORMATS]),
        ("people.md", list(Permission)),
    ],
)
def test_each_has_its_place_in_the_reference(page, names):
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_script_is_in_the_guide_for_contributors():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    scripts = {path.name for path in (ROOT / "script").iterdir()}
    assert {name for name in scripts if f"`script/{name}`" not in guide} <= {
        "browser",  # read by others
        "setup",  # mentioned with --dev
    }


def test_decisions_are_numbered_in_order():
    lines = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").splitlines()
    numbers = [int(line.split()[1].rstrip(".")) for line in lines if line[:3] == "## "]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_demo_script_stands_on_the_day_the_demo_ends():
    from muster.demo import DEMO_TODAY

    script = (ROOT / "script" / "demo").read_text(encoding="utf-8")
    assert f"MUSTER_TODAY={DEMO_TODAY}" in script


@pytest.mark.parametrize(
    "script", sorted((ROOT / "script").iterdir()), ids=lambda script: script.name
)
def test_scripts_are_plain_shell(script):
    """They run where there is no bash; `sh -n` reads without running."""
    if script.read_bytes().startswith(b"#!") and b"python" in script.read_bytes()[:40]:
        pytest.skip("a Python script")
    said = subprocess.run(["sh", "-n", script], capture_output=True, check=False)
    assert said.returncode == 0, said.stderr


# What works ------------------------------------------------------------------------------

CAPABILITY = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)


def capabilities():
    text = (ROOT / "docs" / "capabilities.md").read_text("utf-8")
    return {int(found[1]): found for found in CAPABILITY.finditer(text)}


def test_each_of_the_114_capabilities_has_its_line():
    assert list(capabilities()) == list(range(1, 115))


@pytest.mark.parametrize("number", range(1, 115))
def test_what_works_is_where_it_says_and_has_its_test(number):
    _, _, state, where, test = capabilities()[number].groups()
    if state.startswith("not yet"):
        assert (where, test) == ("–", "–")
        return
    assert state.startswith(("works", "part"))
    for path in re.findall(r"`(tests/[\w./]+)`", test):
        assert (ROOT / path).exists(), path
    assert "`tests/" in test
    for path in re.findall(r"`([a-z_]+/[\w./]+)`", where):
        if not path.startswith("docs/"):
            path = f"src/muster/{path}"
        assert (ROOT / path).exists(), path
