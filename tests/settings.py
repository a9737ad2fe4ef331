"""Settings for tests: a home that is thrown away, and a day that stands still."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack

from tests.postgres import GIVEN, server


_home = tempfile.mkdtemp(prefix="muster-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)

# The run's own, which the processes it is parted among are told by their surroundings.
_of_the_run = ("MUSTER_TEST_DATABASE", GIVEN)
for _name in [name for name in os.environ if name.startswith("MUSTER_")]:
    if _name not in _of_the_run:
        del os.environ[_name]
os.environ |= {
    "MUSTER_HOME": _home,
    "MUSTER_SECRET_KEY": "for tests only",
    "MUSTER_TODAY": "2025-12-01",
    "MUSTER_SECOND_FACTOR": "nobody",
    "MUSTER_EMAIL": "console:",
    "MUSTER_ORGANISATION": "Quillshire Council",
    # Playwright runs a loop in the thread that also asks the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from muster.config.settings import *  # noqa: E402, F403
from muster.config.surroundings import postgresql  # noqa: E402


if os.environ.get("MUSTER_TEST_DATABASE") == "postgresql":
    _begun = ExitStack()
    atexit.register(_begun.close)
    os.environ[GIVEN] = _begun.enter_context(server())
    DATABASES = {"default": postgresql(os.environ[GIVEN])}


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
