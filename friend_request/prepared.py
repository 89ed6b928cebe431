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


def read(
    name: str, sources: Sequence[Path], hook: Callable[[dict[str, Any]], Any] | None = None
) -> Any:
    """What was kept under this name.

    Args:
        name: what `write` was given.
        sources: the files that it came from, and the code that checked them.
        hook: makes each JSON object into what it stood for; without it, dictionaries.

    Returns:
        What was kept; None if nothing was, or any of the files has changed since.
    """
    if not _used:
        return None
    try:
        stamp, _, text = (FOLDER / f"{name}.json").read_text(encoding="utf-8").partition("\n")
        return json.loads(text, object_hook=hook) if stamp == _stamp(sources) else None
    except (OSError, ValueError):
        # Not there, or spoilt: it is only a copy.
        return None


def write(name: str, sources: Sequence[Path], value: Any) -> None:
    """Keep a value for the next time, if this place can be written to.

    Args:
        name: a file name without its ending.
        sources: the files that it came from, and the code that checked them.
        value: anything that JSON can hold.
    """
    if sys.dont_write_bytecode:
        return
    # Another kernel may be reading, or writing the same.
    half = FOLDER / f"{name}.{os.getpid()}.part"
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        half.write_text(f"{_stamp(sources)}\n{text}", encoding="utf-8")
        half.replace(FOLDER / f"{name}.json")


def _stamp(sources: Sequence[Path]) -> str:
    digests = []
    for path in sources:
        about = path.stat()
        digests.append(_digest(path, about.st_mtime_ns, about.st_size))
    return "".join(digests)


@lru_cache(maxsize=256)
def _digest(path: Path, changed: int, size: int) -> str:
    """Of one file's bytes, read again when its time or its size is another."""
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
