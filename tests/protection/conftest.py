"""What tests of data protection share: somebody who answers for it, and what was recorded."""

import json

import pytest
from tests.protection.planted import finch, planted, registers, wren  # noqa: F401

from muster.accounts.models import Entry


PROTECTS = "data-protection"


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
def recorded(db):
    """What was written into the trail, a dictionary a line: `recorded[-1]` is the last."""
    return Recorded()


class Recorded:
    FIELDS = ("did", "by", "to", "reason", "before", "after")

    def __getitem__(self, at):
        return list(map(self._line, Entry.objects.order_by("id").values(*self.FIELDS)))[
            at
        ]

    def __str__(self):
        return str(self[:])

    def _line(self, row):
        told = {name: json.loads(row[name] or "null") for name in ("before", "after")}
        return row | told
