"""What was read and checked once, kept so that the next lesson need not read and check it again.

Reading YAML and checking it takes longer than drawing a question. Whatever was found whole is kept
as JSON, as Python keeps what it made of a module: beside the package, under `__pycache__`, where it
may be deleted at any time. It counts only while every file that it came from, and the code that
checked them, has the same bytes as then.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "__pycache__" / "prepared"
_used = True


@contextmanager
def anew() -> Iterator[None]:
    """Within this, everything is read and checked again, whatever was kept."""
    global _used
    before, _used = _used, False
    try:
        yield
    finally:
        _used = before


def stamp_of(sources: Sequence[Path]) -> str:
    """What tells whether files are as they were; to be taken before they are read.

    Args:
        sources: the files that something comes from, and the code that checks them.

    Returns:
        Digests of their bytes; an empty text if one of them can't be read.
    """
    try:
        about = [(path, path.stat()) for path in sources]
        return "".join(_digest(path, at.st_mtime_ns, at.st_size) for path, at in about)
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _digest(path: Path, changed: int, size: int) -> str:
    """Of one file's bytes, read again when its time or its size is another."""
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()


def read(name: str, stamp: str, hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """What was kept under this name.

    Args:
        name: what `write` was given.
        stamp: that of its files as they are now.
        hook: makes each JSON object into what it stood for; without it, dictionaries.

    Returns:
        What was kept; None if nothing was, or any of the files has changed since.
    """
    if not _used or not stamp:
        return None
    try:
        kept, _, text = (FOLDER / f"{name}.json").read_text(encoding="utf-8").partition("\n")
        return json.loads(text, object_hook=hook) if kept == stamp else None
    except (OSError, ValueError):
        # Not there, or spoilt: it is only a copy.
        return None


def write(name: str, stamp: str, value: Any) -> None:
    """Keep a value for the next time, if this place can be written to.

    Args:
        name: a file name without its ending.
        stamp: that of its files before they were read: they may have changed meanwhile.
        value: anything that JSON can hold.
    """
    if sys.dont_write_bytecode or not stamp:
        return
    # Another kernel may be reading, or writing the same.
    half = FOLDER / f"{name}.{os.getpid()}.part"
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        half.write_text(f"{stamp}\n{text}", encoding="utf-8")
        half.replace(FOLDER / f"{name}.json")
