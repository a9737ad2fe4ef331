"""Writing the text of an item: everything that was written is kept.

    write(item, "The group agreed …", against=3, by="chair")

Whoever writes says which version they saw. If it still stands, theirs stands next. If
somebody else wrote meanwhile, theirs is kept beside it, and somebody says what holds.
"""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.programme import Refused
from muster.programme.meetings.agenda import refuse_closed, refuse_off
from muster.programme.meetings.item import Item, MinuteText


def standing_text(item: Item) -> MinuteText | None:
    """The version that stands."""
    return item.texts.filter(is_aside=False).last()


def asides(item: Item) -> models.QuerySet[MinuteText]:
    """What was written against an older version, and nobody has settled."""
    return item.texts.filter(is_aside=True, settled_by=None)


@transaction.atomic
def write(item: Item, text: str, *, against: int, by: str) -> MinuteText:
    """The next version of an item’s text, or one kept aside. Gives what was kept, or what
    stands where nothing differs. Raises Refused once the minutes are closed."""
    # The meeting first, as all do that say something of it: so no two wait for each other.
    refuse_closed(item.meeting)
    refuse_off(item)
    text = text.replace("\r\n", "\n").strip()
    stands = standing_text(item)
    at_number = stands.number if stands else 0
    if (stands and text == stands.text) or (stands is None and not text):
        return stands or MinuteText(item=item, number=0, based_on=0, by=by)
    if same := asides(item).filter(text=text, by=by).first():
        return same
    before = asides(item).filter(by=by, based_on=against)
    kept = _keep(item, text, against, by, is_aside=against != at_number)
    if kept.is_aside:
        # Whoever goes on writing beside what stands has one text there: the last.
        for one in before.exclude(pk=kept.pk):
            _settled(one, kept)
    return kept


@transaction.atomic
def settle(aside: MinuteText, text: str, *, against: int, by: str) -> MinuteText:
    """What holds of two versions: theirs, ours, or words of both. Raises Refused where a
    third was written meanwhile, for it must be looked at too."""
    item = aside.item
    refuse_closed(item.meeting)
    aside.refresh_from_db()
    stands = standing_text(item)
    if aside.settled_by_id:
        raise Refused("Somebody has settled it already.")
    if stands is None or stands.number != against:
        raise Refused("Somebody wrote again meanwhile. Look at what they wrote first.")
    text = text.replace("\r\n", "\n").strip()
    held = stands if text == stands.text else _keep(item, text, against, by)
    _settled(aside, held)
    audit.record(did="minutes.settled", by=by, to=f"item:{item.pk}")
    return held


def _settled(aside: MinuteText, held: MinuteText) -> None:
    aside.settled_by = held
    aside.save(update_fields=["settled_by"])


def _keep(
    item: Item, text: str, against: int, by: str, is_aside: bool = False
) -> MinuteText:
    last = item.texts.last()
    kept = MinuteText.objects.create(
        item=item,
        number=(last.number if last else 0) + 1,
        based_on=against,
        text=text,
        is_aside=is_aside,
        at=timezone.now(),
        by=by,
    )
    # A text is kept every few words: the trail says who began to write, and the versions
    # say the rest.
    if last is None or last.by != by or is_aside:
        did = "minutes.written-aside" if is_aside else "minutes.written"
        audit.record(
            did=did, by=by, to=f"item:{item.pk}", after={"version": kept.number}
        )
    return kept
