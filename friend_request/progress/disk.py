"""What is asked of the disk itself: that names reach it, that nothing is left, which file it is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make a folder's list of names reach the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def blank(file: Path) -> None:
    """Overwrite a file with zeros, as far as the disk obeys."""
    with file.open("r+b") as stream:
        left = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        while left > 0:
            left -= stream.write(bytes(min(left, 1 << 20)))
        stream.flush()
        os.fsync(stream.fileno())


def shred(file: Path) -> None:
    """Overwrite a file with zeros, as far as the disk obeys, and delete it."""
    with suppress(FileNotFoundError):
        blank(file)
        file.unlink()
    sync_folder(file.parent)


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path now, if any."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
