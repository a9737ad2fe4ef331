"""What tests of data protection share: somebody who answers for it, and what was recorded."""

import pytest
from tests.protection.planted import finch, planted, registers, wren  # noqa: F401

from muster.accounts import audit
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES


PROTECTS = next(one.key for one in ROLES if Permission.PROTECT_DATA in one.permissions)


@pytest.fixture
def protector(home, signed_in):
    """Django's test client, signed in as somebody who answers for data protection."""
    return signed_in(PROTECTS)


@pytest.fixture
def protector_page(home, stranger_page, live_server, signed_in, settings):
    """A browser's page, signed in as the same."""
    key = settings.SESSION_COOKIE_NAME
    value = signed_in(PROTECTS).cookies[key].value
    stranger_page.context.add_cookies(
        [{"name": key, "value": value, "url": live_server.url}]
    )
    return stranger_page


@pytest.fixture
def recorded(monkeypatch):
    """What was written into the trail, a dictionary a line."""
    lines = []
    monkeypatch.setattr(audit, "record", lambda **line: lines.append(line))
    return lines
