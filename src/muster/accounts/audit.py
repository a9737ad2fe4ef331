"""The one way to write the trail of who did what."""


def record(
    *,
    did: str,
    by: str,
    child: int | None = None,
    to: str = "",
    before: object = None,
    after: object = None,
    reason: str = "",
) -> None:
    """Keeps nothing here: the trail itself is another branch's, under this name."""
