"""Random numbers that come out the same whatever else has been asked for."""

import zlib

import numpy as np


Dice = np.random.Generator


def dice(seed: int, *subject: int | str) -> Dice:
    """A generator for one subject, like ("marks", 2025, 17), and no other.

    Each subject has its own, so a school's marks don't depend on which schools or years
    were made before it, nor on the order they were made in.
    """
    key = [seed, *(_number(part) for part in subject)]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(key)))


def _number(part: int | str) -> int:
    return part if isinstance(part, int) else zlib.crc32(part.encode())
