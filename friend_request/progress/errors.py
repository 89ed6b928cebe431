"""What is wrong when a file is not read or written: the disk, another program, the file itself."""

from __future__ import annotations

import sqlite3

from friend_request.progress.entry import NotKept
from friend_request.progress.schema import Damaged

_REASONS = {
    sqlite3.SQLITE_BUSY: "not_kept.locked",
    sqlite3.SQLITE_LOCKED: "not_kept.locked",
    sqlite3.SQLITE_FULL: "not_kept.full",
    sqlite3.SQLITE_READONLY: "not_kept.read_only",
    sqlite3.SQLITE_PERM: "not_kept.read_only",
    sqlite3.SQLITE_IOERR: "not_kept.disk",
}


def code(error: Exception) -> int:
    """SQLite's primary result code, or 0 for an error of another kind."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def reason(error: Exception) -> str:
    """The key of the phrase that says why the disk did not take something."""
    if isinstance(error, NotKept):
        return error.key
    if isinstance(error, PermissionError):
        return "not_kept.read_only"
    text = str(error).lower()
    if "no space" in text or "file too large" in text or "quota" in text:
        return "not_kept.full"
    if "read-only" in text or "permission" in text:
        return "not_kept.read_only"
    return _REASONS.get(code(error), "not_kept.cannot_open")


def is_damage(error: Exception) -> bool:
    """Whether the file, rather than the disk or another program, is what is wrong."""
    if isinstance(error, Damaged):
        return True
    if code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    text = str(error).lower()
    return isinstance(error, sqlite3.OperationalError) and (
        "no such table" in text or "no such column" in text or "has no column" in text
    )
