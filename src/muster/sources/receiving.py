"""Files on their way in: straight into the home, however large, and gone if not kept."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from muster.sources.models import arrivals
from muster.tables.store import FULL


NO_ROOM = (
    "There is no room left on the disk to keep what you sent. Nothing of it was kept. Ask"
    " whoever runs Muster to make room, then send it again."
)


class Arriving(UploadedFile):
    """A file being sent. It goes with the request unless `keep_as` was called."""

    file: BinaryIO

    def __init__(self, path: Path, name: str, content_type: str | None):
        super().__init__(open(path, "xb"), name, content_type, 0)
        self.path: Path | None = path

    def keep_as(self, path: Path) -> None:
        """Gives it its place. Raises OSError."""
        assert self.path is not None
        self.file.flush()
        self.path.rename(path)
        self.path = None

    def close(self) -> None:
        try:
            self.file.close()
        finally:
            if self.path:
                self.path.unlink(missing_ok=True)


class IntoHome(FileUploadHandler):
    """Writes each file where it will stay, so that gigabytes are written once.

    `fault` says why nothing more was taken. The rest of the request is read and dropped:
    a browser that is cut off shows its own error instead of ours.
    """

    def __init__(self, request: Any = None):
        super().__init__(request)
        self.fault = ""
        self.arriving: Arriving | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        try:
            arrivals().mkdir(mode=0o700, exist_ok=True)
            path = arrivals() / f"arriving-{secrets.token_hex(8)}"
            self.arriving = Arriving(path, self.file_name or "", self.content_type)
        except OSError as why:
            self._give_up(why)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.arriving is not None
        if start + len(raw_data) > settings.LARGEST_UPLOAD:
            self._drop()
            most = settings.LARGEST_UPLOAD // 1_000_000
            self.fault = (
                f"{self.file_name} is larger than {most:,} MB, the most that can be sent"
                " here. Send it in parts, a school year each, or ask whoever runs Muster"
                " to load it with the command."
            )
            raise StopUpload(connection_reset=False)
        try:
            self.arriving.file.write(raw_data)
        except OSError as why:
            self._give_up(why)

    def file_complete(self, file_size: int) -> Arriving | None:
        assert self.arriving is not None
        try:
            self.arriving.file.flush()
        except OSError as why:
            self._note(why)
            return None
        self.arriving.size = file_size
        return self.arriving

    def upload_interrupted(self) -> None:
        self._drop()

    def _give_up(self, why: OSError) -> NoReturn:
        self._note(why)
        raise StopUpload(connection_reset=False)

    def _note(self, why: OSError) -> None:
        self._drop()
        if why.errno not in FULL:
            raise why
        self.fault = NO_ROOM

    def _drop(self) -> None:
        if self.arriving is not None:
            # What is left in the buffer may have no room either.
            with suppress(OSError):
                self.arriving.close()
