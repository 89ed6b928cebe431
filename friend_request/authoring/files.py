"""Keeping a folder of generated files as it should be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def bring_up_to_date(folder: Path, pattern: str, wanted: Mapping[Path, str | bytes]) -> list[Path]:
    """Write what differs, and remove what nothing generates any more.

    Args:
        folder: made if it is missing.
        pattern: which of its files are generated, such as `*.html`; no other is removed.
        wanted: what each file must hold; text is written as UTF-8, as it is.

    Returns:
        The files written or removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for path, content in wanted.items():
        if _holds(path, content):
            continue
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        changed.append(path)
    for path in sorted(folder.glob(pattern)):
        if path not in wanted:
            path.unlink()
            changed.append(path)
    return changed


def _holds(path: Path, content: str | bytes) -> bool:
    if not path.is_file():
        return False
    if isinstance(content, bytes):
        return path.read_bytes() == content
    # As text, however its lines end: git on Windows may have changed that.
    return path.read_text(encoding="utf-8") == content
