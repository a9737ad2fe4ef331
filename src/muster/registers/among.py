"""`child__among=[...]`: a lookup for as many numbers as there are children.

A database takes only so many parameters, and reach may be a hundred thousand children;
this gives it one.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import Lookup


@IntegerField.register_lookup
class Among(Lookup[Any]):
    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return [int(one) for one in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        of, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{of} = ANY(%s)", (*params, self.rhs)
        numbers = json.dumps(self.rhs)
        return f"{of} IN (SELECT value FROM json_each(%s))", (*params, numbers)
