"""An app’s first tables, made all at once.

After each operation Django renders a model anew, with every model it is related to. For the
hundred models an app may begin with that is most of the time an empty home takes to make;
here they are rendered once, as they stand after the last operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Operations that make an app’s first models, and nothing but those: what they add to
    a model later (`AddField`, `AddConstraint`) is in its table from the beginning."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # Django’s own place for what is rendered
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for model in self._made(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for model in reversed(list(self._made(app_label, schema_editor, from_state))):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        return "Make an app’s first tables at once"

    def _made(
        self, app_label: str, schema_editor: Any, state: Any
    ) -> Iterator[type[models.Model]]:
        for one in self.operations:
            if isinstance(one, CreateModel):
                model = state.apps.get_model(app_label, one.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    yield model
