"""Settings for tests: a home that is thrown away, and a day that stands still."""

import atexit
import os
import shutil
import tempfile


_home = tempfile.mkdtemp(prefix="muster-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("MUSTER_")]:
    if _name != "MUSTER_TEST_PG":  # for tests/postgres.py
        del os.environ[_name]
os.environ |= {
    "MUSTER_HOME": _home,
    "MUSTER_SECRET_KEY": "for tests only",
    "MUSTER_TODAY": "2025-12-01",
    "MUSTER_SECOND_FACTOR": "nobody",
    "MUSTER_ORGANISATION": "Quillshire Council",
    # Playwright runs a loop in the thread that also asks the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from muster.config.settings import *  # noqa: E402, F403


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
