"""One file of many, sealed: a tar inside age (age-encryption.org/v1).

Both are formats of others, so a back-up can be opened without Muster:
`age --decrypt --identity KEY FILE | tar --extract`. It is written and read in one pass;
`about.json` comes first and `contents.json`, the SHA-256 of every other member, last, so a
file that was cut short is always noticed.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

import pyrage

from muster.protection.keys import Key
from muster.tables.store import FULL


ABOUT = "about.json"
CONTENTS = "contents.json"
SEALED = b"age-encryption.org/v1\n"


class Unreadable(Exception):
    """The file is no back-up that can be opened; the message says why and what to do."""


class NoRoom(Exception):
    """The disk is full; nothing half-written is left."""


class Writing:
    """What is being put in. Every member is noted with its size and SHA-256."""

    def __init__(self, tar: tarfile.TarFile):
        self.tar = tar
        self.contents: dict[str, dict[str, Any]] = {}

    def put_bytes(self, name: str, content: bytes) -> None:
        self._put(name, io.BytesIO(content), len(content))

    def put_file(self, name: str, path: Path) -> None:
        with open(path, "rb") as file:
            self._put(name, file, os.fstat(file.fileno()).st_size)

    def _put(self, name: str, file: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        read = Digesting(file, Path(name))
        self.tar.addfile(member, read)
        self.contents[name] = {"bytes": size, "sha256": read.digest.hexdigest()}


class Digesting(io.RawIOBase):
    """A file that is digested as it is read. ``of`` is the back-up it is read out of."""

    def __init__(self, file: IO[bytes], of: Path):
        self.file, self.of, self.digest = file, of, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            got = self.file.read(size)
        except tarfile.TarError:
            raise _cut_short(self.of) from None
        self.digest.update(got)
        return got


@contextmanager
def written(path: Path, key: Key | None, about: dict[str, Any]) -> Iterator[Writing]:
    """The file, whole or not at all: beside the old one, synced, then swapped in.

    Without a key it isn't sealed. Raises NoRoom.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with (
                _sealing(file, key) as inner,
                tarfile.open(fileobj=inner, mode="w|", bufsize=1 << 20) as tar,
            ):
                writing = Writing(tar)
                writing.put_bytes(ABOUT, _json(about))
                yield writing
                writing.put_bytes(CONTENTS, _json(writing.contents))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as why:
        if why.errno not in FULL:
            raise
        raise NoRoom(
            f"There is no room left on the disk to write {path.name}. Nothing of it was"
            " kept. Make room, then try again."
        ) from why
    finally:
        aside.unlink(missing_ok=True)


def extract(path: Path, key: Key | None, folder: Path) -> dict[str, Any]:
    """Puts every member into a folder and gives `about.json`. Raises Unreadable."""
    found, about, contents = {}, None, None
    with closing(members(path, key)) as every:
        for name, file, size in every:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            read = Digesting(file, path)
            with os.fdopen(
                os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb"
            ) as into:
                while got := read.read(1 << 20):
                    into.write(got)
            found[name] = {"bytes": size, "sha256": read.digest.hexdigest()}
            if name == ABOUT:
                about = json.loads(target.read_bytes())
            elif name == CONTENTS:
                contents = json.loads(target.read_bytes())
    return _whole(path, found, about, contents)


def look(path: Path, key: Key | None) -> dict[str, Any]:
    """Reads a back-up to its end, keeps nothing, and gives `about.json`.

    Raises Unreadable.
    """
    found, kept = {}, {}
    with closing(members(path, key)) as every:
        for name, file, size in every:
            read = Digesting(file, path)
            text = b""
            while got := read.read(1 << 20):
                if name in (ABOUT, CONTENTS):
                    text += got
            found[name] = {"bytes": size, "sha256": read.digest.hexdigest()}
            if text:
                kept[name] = json.loads(text)
    return _whole(path, found, kept.get(ABOUT), kept.get(CONTENTS))


def members(
    path: Path, key: Key | None
) -> Generator[tuple[str, IO[bytes], int], None, None]:
    """Each member in turn, with a file to read it by. Close it when you stop half-way.

    Raises Unreadable.
    """
    with _opened(path, key) as inner:
        try:
            with tarfile.open(fileobj=inner, mode="r|", bufsize=1 << 20) as tar:
                for member in tar:
                    file = tar.extractfile(member) if member.isfile() else None
                    if file is None or not _is_plain(member.name):
                        raise Unreadable(
                            f"{path.name} holds “{member.name}”, which no back-up of"
                            " Muster does. Take it from where you keep back-ups again."
                        )
                    yield member.name, file, member.size
        except tarfile.TarError:
            raise _cut_short(path) from None


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and not {"", ".", ".."} & set(parts)


def _whole(
    path: Path,
    found: dict[str, Any],
    about: dict[str, Any] | None,
    contents: dict[str, Any] | None,
) -> dict[str, Any]:
    if about is None or contents is None:
        raise _cut_short(path)
    found.pop(CONTENTS)
    if found != contents:
        raise Unreadable(
            f"{path.name} was changed after it was written: what it holds is not what it"
            " says it holds. Use another back-up."
        )
    return about


def _cut_short(path: Path) -> Unreadable:
    return Unreadable(
        f"{path.name} is not whole: it was cut short, or is no back-up of Muster. Copy it"
        " again from where you keep back-ups, or use another."
    )


# Sealing ----------------------------------------------------------------------------------


@contextmanager
def _sealing(file: BinaryIO, key: Key | None) -> Iterator[IO[bytes]]:
    """What is written to it goes sealed into the file.

    The library reads and writes by itself, so it does that in a thread, through a pipe.
    """
    if key is None:
        yield file
        return
    into = _Faults(file)
    reads, writes = os.pipe()
    with _thread(lambda: _seal(reads, into, key)) as problem:
        try:
            with os.fdopen(writes, "wb") as pipe:
                yield pipe
        except BrokenPipeError:
            pass
    if into.fault:
        raise into.fault
    if problem:
        raise problem[0]


class _Faults(io.RawIOBase):
    """A file that remembers why it couldn't be written: the library says it in its own
    words."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        try:
            return self.file.write(content)
        except OSError as why:
            self.fault = why
            raise

    def flush(self) -> None:
        if not self.fault:
            self.file.flush()


def _seal(reads: int, into: _Faults, key: Key) -> None:
    with os.fdopen(reads, "rb") as pipe:
        pyrage.encrypt_io(pipe, into, [key.seals])


@contextmanager
def _opened(path: Path, key: Key | None) -> Iterator[IO[bytes]]:
    """The tar of a back-up, sealed or not. Raises Unreadable."""
    try:
        file = open(path, "rb")
    except OSError as why:
        raise Unreadable(f"{path} cannot be read: {why.strerror}.") from None
    with file:
        is_sealed = file.read(len(SEALED)) == SEALED
        file.seek(0)
        if not is_sealed:
            yield file
            return
        if key is None or key.opens is None:
            raise Unreadable(
                f"{path.name} is sealed. Name the file of the key that opens it, the one"
                " that holds AGE-SECRET-KEY-1, with --key-file."
            )
        reads, writes = os.pipe()
        try:
            with (
                _thread(lambda: _unseal(file, writes, key)) as problem,
                os.fdopen(reads, "rb") as pipe,
            ):
                yield pipe
        finally:
            # However the reading ended, the seal says it best.
            if problem and not isinstance(problem[0], BrokenPipeError):
                raise _not_opened(path, problem[0]) from None


def _unseal(file: BinaryIO, writes: int, key: Key) -> None:
    with os.fdopen(writes, "wb") as pipe:
        pyrage.decrypt_io(file, pipe, [key.opens])


def _not_opened(path: Path, problem: Exception) -> Unreadable:
    if "No matching keys" in str(problem):
        return Unreadable(
            f"This key does not open {path.name}: it was sealed with another. Find the key"
            " that was in use when it was made."
        )
    return Unreadable(
        f"{path.name} was changed or cut short after it was sealed, so nothing of it is"
        " used. Copy it again from where you keep back-ups, or use another."
    )


@contextmanager
def _thread(work: Callable[[], None]) -> Iterator[list[Exception]]:
    """Does the work beside what is done here; the list then holds why it failed."""
    problem: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as why:
            problem.append(why)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield problem
    finally:
        thread.join()


def _json(held: Any) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=1).encode()
