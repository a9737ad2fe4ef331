"""The programme names no child: no words of it hold a pupil’s number.

Plans, minutes and replies are read by boards and committees, and by people who may see no
child. One rule for all of them, where words are kept, so that no page or command has its
own. What the digests and feeds send out of the house has numbers struck out besides.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from muster.programme import Refused
from muster.tables.upn import holds_upn


WORDS = (models.CharField, models.TextField, models.JSONField)


def refuse_pupil_numbers(sender: type[models.Model], instance: Any, **_: Any) -> None:
    """Raises Refused for words of a record of the programme that hold one: a receiver of
    `pre_save`."""
    if sender._meta.app_label != "programme":
        return
    for field in sender._meta.concrete_fields:
        # From its dictionary: a deferred field is not fetched, it was kept once already.
        words = instance.__dict__.get(field.attname)
        if words and isinstance(field, WORDS) and holds_upn(str(words)):
            raise Refused(
                "There is a unique pupil number in the words. No child is named here: say"
                " how many pupils, and of what kind."
            )
