"""Bring a newer version of the course in, and lose nothing that somebody wrote.

    make update

Answers are kept outside the course's folder and are not touched. A file that was changed here and
not there stays as it is. A file that was changed on both sides is first copied to `kept/<day>/`;
then the newer one takes its place. If anything fails, everything is as it was before.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

KEPT = "kept"


class UpdateError(Exception):
    """The course could not be updated; the text says what to do. Nothing was changed."""


@dataclass
class Updated:
    """What an update did.

    Attributes:
        versions: the course's version before and after.
        commits: how many changes came in; 0 if the course was up to date.
        kept: for each file that was changed on both sides, where the version from here is now.
        results: notebooks of which only results differed from ours; nothing of them was kept.
        stayed: files that were changed here only, and are still as they were.
    """

    versions: tuple[str, str]
    commits: int = 0
    kept: dict[str, str] = field(default_factory=dict)
    results: list[str] = field(default_factory=list)
    stayed: list[str] = field(default_factory=list)


def _git(root: Path, *arguments: str) -> str:
    # Never wait for a password, and speak the language that the messages below are read in.
    environ = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(["git", *arguments], cwd=root, env=environ, capture_output=True)
    except FileNotFoundError:
        raise UpdateError(
            "git was not found. Install it from https://git-scm.com/downloads, then try again."
        ) from None
    if done.returncode:
        raise _Failed(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout.decode("utf-8", "surrogateescape")


class _Failed(Exception):
    """git refused; the text is its own."""


def _listed(root: Path, *arguments: str) -> set[str]:
    return {name for name in _git(root, *arguments).split("\0") if name}


def update(root: Path, today: date) -> Updated:
    """Bring in what the course's own repository has.

    Args:
        root: the course's folder.
        today: the day, which names the folder for what is set aside.

    Returns:
        What was done.

    Raises:
        UpdateError: if it can't be done; then nothing is changed.
    """
    if not (root / ".git").exists():
        raise UpdateError(zip_advice(root))
    upstream = _upstream(root)
    version = _version(root)
    behind, ahead = _distance(root, upstream)
    if not behind:
        return Updated((version, version))
    if ahead:
        raise UpdateError(
            f"This copy has {ahead} commit(s) of its own, and {behind} new one(s) are there to "
            "come. Bring them together with `git pull --rebase`, or ask whoever made them. "
            "Nothing was changed."
        )
    mine = _listed(root, "diff", "--name-only", "-z", "--no-renames", "HEAD")
    theirs = _listed(root, "diff", "--name-only", "-z", "--no-renames", "HEAD", upstream)
    tracked = _listed(root, "ls-files", "-z")
    # Files that nobody committed here, and that the newer version brings under the same name.
    strays = {name for name in theirs - tracked if (root / name).is_file()}
    both = sorted((mine & theirs) | strays)
    made = Updated((version, version), behind, stayed=sorted(mine - theirs))
    before = {name: _bytes(root / name) for name in both}
    folder = _new_folder(root, today)
    try:
        _set_aside(root, both, before, folder, made)
        for name in strays:
            (root / name).unlink()
        changed = sorted(mine & theirs)
        if changed:
            _git(root, "checkout", "--quiet", "HEAD", "--", *changed)
        _git(root, "merge", "--quiet", "--ff-only", upstream)
    except (_Failed, OSError) as error:
        for name, content in before.items():
            _restore(root / name, content)
        if folder.exists():
            shutil.rmtree(folder)
        raise UpdateError(
            f"The update could not be brought in, and everything is as it was. The reason:\n{error}"
        ) from error
    made.versions = (version, _version(root))
    return made


def _upstream(root: Path) -> str:
    try:
        upstream = _git(root, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{u}").strip()
    except _Failed:
        raise UpdateError(
            "This copy follows no other, so that there is nothing to update from. If you changed "
            "to another state by hand, go back with `git switch main`, then try again."
        ) from None
    try:
        _git(root, "fetch", "--quiet")
    except _Failed as error:
        raise UpdateError(
            f"The course's repository could not be reached. Nothing was changed. git says:\n{error}"
        ) from None
    return upstream


def _distance(root: Path, upstream: str) -> tuple[int, int]:
    counted = _git(root, "rev-list", "--left-right", "--count", f"{upstream}...HEAD").split()
    return int(counted[0]), int(counted[1])


def _version(root: Path) -> str:
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
        return str(project["project"]["version"])
    except (OSError, KeyError, ValueError):
        return "?"


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _new_folder(root: Path, today: date) -> Path:
    """A folder that is not there yet: two updates on one day don't write over each other."""
    number, folder = 1, root / KEPT / today.isoformat()
    while folder.exists():
        number += 1
        folder = root / KEPT / f"{today.isoformat()}-{number}"
    return folder


def _set_aside(
    root: Path, names: list[str], before: dict[str, bytes | None], folder: Path, made: Updated
) -> None:
    for name in names:
        content = before[name]
        if content is None:
            continue  # deleted here; the newer one comes back
        if name.endswith(".ipynb") and _only_results(content, _committed(root, name)):
            made.results.append(name)
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        made.kept[name] = target.relative_to(root).as_posix()


def _committed(root: Path, name: str) -> bytes:
    try:
        return _git(root, "show", f"HEAD:{name}").encode("utf-8", "surrogateescape")
    except _Failed:
        return b""


def _only_results(here: bytes, committed: bytes) -> bool:
    """Whether two notebooks have the same cells: JupyterLab saves results whenever one is run."""

    def cells(raw: bytes) -> list[tuple[str, str]]:
        return [(c["cell_type"], "".join(c["source"])) for c in json.loads(raw)["cells"]]

    try:
        return cells(here) == cells(committed)
    except (ValueError, KeyError, TypeError):
        return False


def zip_advice(root: Path) -> str:
    """What to do where the course came as a ZIP file.

    Args:
        root: the course's folder.

    Returns:
        Text to print, with the steps and where the answers are.
    """
    from friend_request.progress.store import folder

    return (
        "This course was downloaded without git, so that it can't update itself. Nothing was "
        "changed. To get a newer one and keep what is yours:\n"
        "  1. Download the new ZIP file and unpack it beside this folder, not over it.\n"
        f"  2. Exercises that you changed are in {root / 'exercises'}. Copy those that you want "
        "to keep into a folder of their own in the new course, such as kept.\n"
        f"  3. Start the new one. Your answers are found by themselves: they are in {folder()}.\n"
        "  4. When all is well there, delete this folder."
    )


def told(made: Updated) -> str:
    """What an update did, in words.

    Args:
        made: what `update` returned.

    Returns:
        Text to print; a single line if the course was up to date.
    """
    from friend_request.progress.store import folder

    if not made.commits:
        return f"The course is up to date (version {made.versions[0]})."
    old, new = made.versions
    version = f"version {new}" if old == new else f"version {old} to {new}"
    lines = [f"Updated: {made.commits} change(s), {version}. CHANGELOG.md says what is new."]
    if made.kept:
        lines.append("Changed here and there. The newer ones are in place; yours are kept:")
        lines += [f"  {name} -> {kept}" for name, kept in made.kept.items()]
    if made.stayed:
        lines.append("Changed by you only, and left as they are:")
        lines += [f"  {name}" for name in made.stayed]
    lines.append(f"Your answers were not touched: {folder()}.")
    lines.append("Start the course as before. If its packages changed, they are installed then.")
    return "\n".join(lines)
