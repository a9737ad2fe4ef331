"""The folders stand in one order, and a folder nobody placed is noticed."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "muster"


@pytest.fixture
def house(tmp_path):
    """A copy of the house's plan over empty folders, to spoil."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in [PACKAGE, *PACKAGE.rglob("*/")]:
        if (folder / "__init__.py").is_file():
            copy = tmp_path / "src" / folder.relative_to(PACKAGE.parent)
            copy.mkdir(parents=True, exist_ok=True)
            (copy / "__init__.py").touch()
    return tmp_path


def inspect(house: Path) -> subprocess.CompletedProcess[str]:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint_imports, "--no-cache", "--contract", "house"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_plan_holds_over_the_folders_there_are(house):
    said = inspect(house)
    assert said.returncode == 0, said.stdout


def test_a_folder_nobody_placed_fails(house):
    stray = house / "src" / "muster" / "helpers"
    stray.mkdir()
    (stray / "__init__.py").touch()
    said = inspect(house)
    assert said.returncode == 1
    assert "helpers" in said.stdout


def test_a_folder_that_imports_upwards_fails(house):
    (house / "src/muster/tables/__init__.py").write_text("import muster.accounts\n")
    said = inspect(house)
    assert said.returncode == 1
    assert "muster.tables is not allowed to import muster.accounts" in said.stdout


def test_the_plan_is_exhaustive_and_names_each_folder_once():
    plan = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(one for one in plan["contracts"] if one["id"] == "house")
    named = [
        folder.strip(" ()") for layer in layers["layers"] for folder in layer.split("|")
    ]
    assert layers["exhaustive"] is True
    assert len(named) == len(set(named)) == 20
    folders = {path.parent.name for path in PACKAGE.glob("*/*.py")}
    assert folders <= set(named)
