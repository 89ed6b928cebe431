"""Putting a document into a folder: Word and Markdown beside each other, nothing overwritten."""

from __future__ import annotations

import errno
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

import platformdirs

from friend_request.documents.blocks import Document
from friend_request.documents.docx import to_docx
from friend_request.documents.markdown import to_markdown
from friend_request.words import words

ENVIRONMENT = "FRIEND_REQUEST_DOCUMENTS"
# What Windows can't have in a name, whatever it ends in.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[<>:\"|?*\\/\x00-\x1f\x7f]")
_MOST = 999


class SaveError(Exception):
    """A document was not saved; the message says why, in words for the learner.

    Args:
        key: names the phrase, below `document.refused` in `data/interface.yaml`.
        **values: what goes into the phrase's placeholders.
    """

    def __init__(self, key: str, **values: object):
        self.key = f"document.refused.{key}"
        super().__init__(words(self.key, **values))


def default_folder() -> Path:
    """Where documents go unless the learner says otherwise.

    `FRIEND_REQUEST_DOCUMENTS` if it is set; else the folder that the operating system has for
    documents; on machines without one (hubs, containers) the home folder, which is what their
    file browser shows.

    Returns:
        A full path. The folder need not exist.

    Raises:
        SaveError: if `FRIEND_REQUEST_DOCUMENTS` is no address of a folder, such as
            `~someone-unknown`.
    """
    given = os.environ.get(ENVIRONMENT)
    if given:
        return _absolute(given)
    documents = Path(platformdirs.user_documents_path())
    return documents if documents.is_dir() else Path.home()


def folder_of(typed: str) -> Path:
    """The folder that a learner typed; the default one if they typed nothing.

    Raises:
        SaveError: if it is not an address of a folder, such as `~someone-unknown`.
    """
    if not typed.strip():
        return default_folder()
    if "\0" in typed:
        raise SaveError("folder", folder=typed.replace("\0", ""))
    return _absolute(typed.strip())


def _absolute(typed: str) -> Path:
    try:
        return Path(typed).expanduser().absolute()
    except (RuntimeError, OSError, ValueError) as error:
        raise SaveError("folder", folder=typed) from error


def save(document: Document, stem: str, folder: Path | str | None = None) -> list[Path]:
    """Save a document as `<stem>.docx` and `<stem>.md`, and overwrite nothing.

    Args:
        document: what to save.
        stem: the files' name without an ending; a plain name, not a path.
        folder: made if it is missing; by default `default_folder()`.

    Returns:
        The paths written. If one of the two names is taken, both get `-2`, `-3` and so on, so that
        the pair keeps one name.

    Raises:
        SaveError: if the name leads out of the folder or the folder can't be written. Then neither
            file is there.
    """
    _check_name(stem)
    where = folder_of(str(folder)) if folder is not None else default_folder()
    contents = {
        ".docx": to_docx(document),
        ".md": to_markdown(document).encode("utf-8"),
    }
    try:
        where.mkdir(parents=True, exist_ok=True)
        for number in range(1, _MOST):
            name = stem if number == 1 else f"{stem}-{number}"
            paths = {where / f"{name}{end}": content for end, content in contents.items()}
            if any(os.path.lexists(path) for path in paths):
                continue
            if _write_all(paths):
                return list(paths)
    except OSError as error:
        key = {
            errno.ENOSPC: "full",
            errno.EDQUOT: "full",
            errno.ENAMETOOLONG: "name",
        }.get(error.errno or 0, "folder")
        raise SaveError(key, folder=where, name=stem) from error
    raise SaveError("taken", folder=where, name=stem)


def _check_name(stem: str) -> None:
    if (
        not stem.strip(" .")
        or stem != stem.strip()
        or _FORBIDDEN.search(stem)
        or _RESERVED.fullmatch(stem)
        or stem.startswith(".")
        or len(stem.encode("utf-8", "replace")) > 200
    ):
        raise SaveError("name", name=stem[:80])


def _write_all(paths: dict[Path, bytes]) -> bool:
    """Write all or none. Returns False if somebody took one of the names meanwhile."""
    done: list[Path] = []
    try:
        for path, content in paths.items():
            _write(path, content)
            done.append(path)
    except OSError as error:
        for path in done:
            with suppress(OSError):
                path.unlink()
        if isinstance(error, FileExistsError):
            return False
        raise
    return True


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and never over another."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        # Not from tempfile: the file gets the rights that the learner's other files get.
        with part.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            # A link fails if the name is taken, which a renaming would not.
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:
            # Some folders (network drives, memory sticks) know no links.
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()
