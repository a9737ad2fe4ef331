"""What whoever hosts Muster is given agrees with what it is."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from muster.config.surroundings import Surroundings


ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
SETTINGS = {
    field.validation_alias or f"MUSTER_{name.upper()}"
    for name, field in Surroundings.model_fields.items()
} | {"MUSTER_BACKUP_KEY"}
UNITS = sorted(DEPLOY.glob("*.service"))


def test_every_setting_is_in_the_guide():
    assert [name for name in sorted(SETTINGS) if f"`{name}`" not in GUIDE] == []


def test_no_example_sets_what_is_no_setting():
    said = (DEPLOY / "muster.env").read_text() + (DEPLOY / "Containerfile").read_text()
    names = set(re.findall(r"\b(MUSTER_[A-Z_]+|DATABASE_URL)=", said))
    assert names - SETTINGS == set()


def unit(path: Path) -> RawConfigParser:
    held = RawConfigParser(strict=False)
    held.optionxform = str
    held.read_string(path.read_text())
    return held


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_service_may_do_nearly_nothing_else(path):
    service = unit(path)["Service"]
    assert service["User"] == "muster"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_a_service(path):
    if not (verify := shutil.which("systemd-analyze")):
        pytest.skip("no systemd-analyze")
    said = subprocess.run(
        [verify, "verify", path], capture_output=True, text=True, check=False
    )
    # The program itself is not where it will be.
    left = [
        line for line in said.stderr.splitlines() if "is not executable" not in line
    ]
    assert left == []


def test_the_container_runs_as_nobody_in_particular_and_keeps_no_secret():
    said = (DEPLOY / "Containerfile").read_text()
    last = said.rsplit("\nFROM ", 1)[1]
    assert "\nUSER 10001:10001\n" in last
    assert "HEALTHCHECK" in last and "/health/live" in last
    assert not re.search(r"(SECRET|PASSWORD|KEY)=", said)
    copied = re.findall(r"^COPY (?!--from)(.+)$", said, re.MULTILINE)
    for line in copied:
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_says_for_itself_who_asked_and_limits_what_is_sent(name):
    said = (DEPLOY / name).read_text()
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"):
        assert header in said
    assert "$proxy_add_x_forwarded_for" not in said
    assert re.search(r"30m|30MB", said) and re.search(r"4100m|4100MB", said)
    assert said.count("{") == said.count("}")
