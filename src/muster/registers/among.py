"""`child__among=[...]`: a lookup for as many numbers as there are children.

A database takes only so many parameters, and reach may be a hundred thousand children;
this gives it one. Numbers asked for again and again are kept as `Numbers`, put ready once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import Lookup


class Numbers:
    """Numbers to look among, as a database takes them."""

    def __init__(self, numbers: Iterable[Any]) -> None:
        self.numbers = sorted({int(one) for one in numbers})

    @cached_property
    def json(self) -> str:
        return json.dumps(self.numbers)


@IntegerField.register_lookup
class Among(Lookup[Any]):
    lookup_name = "among"

    def get_prep_lookup(self) -> Numbers:
        return self.rhs if isinstance(self.rhs, Numbers) else Numbers(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        of, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{of} = ANY(%s)", (*params, self.rhs.numbers)
        return f"{of} IN (SELECT value FROM json_each(%s))", (*params, self.rhs.json)
