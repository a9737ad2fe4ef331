from pathlib import Path

import pytest

from muster.programme.printed import Kind


HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def log_text():
    """An invented log with the faults real ones have."""
    return (HERE / "log.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def plan_text():
    return (HERE / "plan.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def seeds():
    """The two documents the programme began with, which stay beside the checkout."""
    folder = Path(__file__).resolve().parents[4] / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("the seed documents aren't beside this checkout, in ../shared")
    log, plan = sorted(folder.glob("*.txt"))
    return {
        Kind.LOG: log.read_text(encoding="utf-8"),
        Kind.PLAN: plan.read_text(encoding="utf-8"),
    }
