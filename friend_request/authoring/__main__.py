"""`python -m friend_request.authoring`: what authors do with notebooks and content."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

try:
    from friend_request.authoring.problems import AuthoringError, of_content
except FileNotFoundError as missing:  # the course's data, or the folder that the agency named
    sys.exit(str(missing))
from friend_request.content_errors import ContentError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0 if all is well, 1 if something has to be mended."""
    parser = argparse.ArgumentParser(prog="python -m friend_request.authoring")
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), help="the project's top folder (default: here)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("notebooks", help="run notebooks/ and solutions/ and store results")
    run.add_argument("files", nargs="*", type=Path, help="only these (default: all)")
    run.add_argument("--no-run", action="store_true", help="only clean them, without running")
    commands.add_parser("exercises", help="generate exercises/ from solutions/")
    commands.add_parser("check", help="check the committed notebooks")
    checked = commands.add_parser("content", help="check every lesson, case and question in data/")
    checked.add_argument("--numbers", action="store_true", help="count them, and guess at the keys")
    made = commands.add_parser("new-case", help="begin a case: a copy of the template")
    made.add_argument("name", nargs="*", help="its title, such as Two messages")
    seen = commands.add_parser("preview", help="open one case alone in JupyterLab")
    seen.add_argument("case", nargs="?", default="", help="its id, or its file")
    seen.add_argument("--write-only", action="store_true", help="make the notebook, open nothing")
    finds = commands.add_parser("sources", help="find objectives, clauses and studies by words")
    finds.add_argument("about", nargs="*", help="words, such as former client")
    old = commands.add_parser("stale", help="list what should be read again, and who read it last")
    old.add_argument("days", nargs="?", default="", help="how far to look ahead (default: 90)")
    commands.add_parser("update", help="bring a newer course in; what you changed is kept")
    commands.add_parser("api", help="write the page of public functions, docs/api.md")
    commands.add_parser("schema", help="write the JSON Schemas of the content files, data/schema/")
    commands.add_parser("coverage", help="print where each lesson treats what it promises")
    commands.add_parser("claims", help="name the passages by which a mistake can be reported")
    commands.add_parser("glossary", help="write the glossary's page, and links to it")
    panel = commands.add_parser("panel", help="a form for a panel to rate the keys, and back")
    panel.add_argument("what", choices=("form", "import"))
    panel.add_argument("files", nargs="+", type=Path, help="the form to write, or the filled ones")
    panel.add_argument("--lessons", nargs="*", default=[], help="only these, such as 01 02")
    shown = commands.add_parser("examples", help="write docs/examples from the choices beside them")
    shown.add_argument("--pictures", action="store_true", help="draw pages into docs/images too")
    decks = commands.add_parser("slides", help="write a deck of slides for each lesson")
    decks.add_argument("out", type=Path, help="the folder to write them into")
    pages = commands.add_parser("print", help="write each lesson as a page to read and to print")
    pages.add_argument("out", type=Path, help="the folder to write them into")
    commands.add_parser("hours", help="print the minutes of each lesson, two ways")
    commands.add_parser("cards", help="write the cards to print into docs/cards/")
    address = commands.add_parser("address", help="set the repository's public address everywhere")
    address.add_argument("repository", metavar="OWNER/NAME")
    options, extra = parser.parse_known_args(arguments)
    if extra and options.command != "preview":
        parser.error(f"unknown: {' '.join(extra)}")
    options.extra = extra  # for JupyterLab
    root = options.root.resolve()
    if not (root / "notebooks").is_dir():
        print(f"There is no folder notebooks in {root}: run this in the project's top folder.")
        return 1
    try:
        return _COMMANDS[options.command](root, options)
    except AuthoringError as error:
        return _report(error.problems)
    except ContentError as error:
        return _report(of_content(error))


def _notebooks(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.notebooks import notebook_files, refresh

    problems: list[object] = []
    for path in options.files or notebook_files(root):
        try:
            changed = refresh(path, run=not options.no_run)
        except AuthoringError as error:
            problems += error.problems
        else:
            print(f"{path}: {'stored anew' if changed else 'unchanged'}")
    return _report(problems)


def _exercises(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.exercises import write_exercises

    return _changed(root, write_exercises(root), "exercises/ is up to date.", "generated")


def _check(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.address import check_address
    from friend_request.authoring.claims import check_claims
    from friend_request.authoring.glossary import check_glossary
    from friend_request.authoring.notebook_check import check_notebooks

    problems = [
        *check_notebooks(root),
        *check_claims(root),
        *check_glossary(root),
        *check_address(root),
    ]
    return _report(problems, "The notebooks are in order.")


def _address(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.address import set_address

    set_address(root, options.repository)
    print(f"The address is now {options.repository}.")
    return 0


def _cards(root: Path, options: argparse.Namespace) -> int:
    from friend_request.takeaways.cards import write_cards

    return _changed(root, write_cards(root / "docs" / "cards"), "docs/cards/ is up to date.")


def _content(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring import counts, guessing, own_content
    from friend_request.authoring.advice import all_advice
    from friend_request.authoring.content_check import check_content

    problems = check_content()
    code = _report(problems, "The content is in order.")
    if problems:
        print("Then run again: some checks come only after these.")
    thoughts = all_advice()
    if thoughts:
        print("\nTo think over (nothing that has to be mended):", *thoughts, sep="\n")
    if not problems:
        print(own_content.summary(), end="")
        if options.numbers:
            print(counts.table(), guessing.table(), sep="\n")
    return code


def _coverage(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring import coverage

    problems = coverage.check_coverage(root)
    if not problems:
        print(coverage.table())
    return _report(problems, "Every matter has its section, its case and its question.")


def _claims(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.claims import write_claims

    well = "Every passage that states something has a name."
    return _changed(root, write_claims(root), well, "passages named")


def _glossary(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.glossary import write_glossary

    return _changed(root, write_glossary(root), "The glossary is up to date.")


def _panel(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring import panel

    if options.what == "form":
        total = panel.write_form(options.files[0], options.lessons)
        print(f"{options.files[0]}: {total} questions to rate.")
    else:
        print("\n".join(panel.import_forms(options.files)))
    return 0


def _examples(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.examples import take_pictures, write_examples

    changed = write_examples(root)
    if options.pictures:
        changed += take_pictures(root)
    return _changed(root, changed, "docs/examples is up to date.")


def _slides(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.handouts import write_handouts
    from friend_request.authoring.slides import write_slides

    made = write_slides(root, options.out)
    printed = write_handouts(root, options.out / "handouts")
    print(f"{len(made) - 1} decks, {len(printed)} pages to print. Begin with {made[0]}")
    return 0


def _print(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.printing import write_print

    made = write_print(root, options.out)
    print(f"{len(made)} pages. Begin with {made[0]}")
    return 0


def _hours(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring import hours

    print(hours.table(root))
    return 0


def _new_case(root: Path, options: argparse.Namespace) -> int:
    from datetime import date

    from friend_request.authoring.new_case import new_case

    path = new_case(" ".join(options.name), date.today())
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    print(f"Written: {shown}")
    print("Open it and write your own words wherever it says TO WRITE.")
    print(f"Look at it:  make preview CASE={path.stem}")
    print("Check it:    make content")
    print('Sources:     make sources ABOUT="former client"')
    print("Step by step: docs/write_a_case.md")
    return 0


def _preview(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.preview import open_notebook, write_preview

    path = write_preview(root, options.case)
    print(f"{path.relative_to(root)}: written")
    return 0 if options.write_only else open_notebook(root, path, options.extra)


def _sources(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.sources import listing

    print(listing(" ".join(options.about)))
    return 0


def _stale(root: Path, options: argparse.Namespace) -> int:
    from datetime import date

    from friend_request.authoring import stale

    days = options.days.strip()
    if days and not days.isdecimal():
        print(f"DAYS must be a number of days, not {days!r}.")
        return 1
    print(stale.listing(date.today(), int(days or stale.SOON)))
    return 0


def _update(root: Path, options: argparse.Namespace) -> int:
    from datetime import date

    from friend_request.authoring.update import UpdateError, told, update

    try:
        print(told(update(root, date.today())))
    except UpdateError as error:
        print(error)
        return 1
    return 0


def _api(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.api import PAGE, write_api

    print(f"{PAGE}: {'written' if write_api(root) else 'up to date'}")
    return 0


def _schema(root: Path, options: argparse.Namespace) -> int:
    from friend_request.authoring.schema import write_schemas

    return _changed(root, write_schemas(), "data/schema/ is up to date.")


def _changed(root: Path, paths: Iterable[Path], well: str, done: str = "written") -> int:
    """Name the files that a command wrote or removed; `well` is what it says if there are none."""
    paths = list(paths)
    for path in paths:
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        print(f"{shown}: {done if path.exists() else 'removed'}")
    if not paths:
        print(well)
    return 0


def _report(problems: Iterable[object], well: str = "") -> int:
    problems = list(problems)
    for problem in problems:
        print(problem)
    if problems:
        print(f"\nTo mend: {len(problems)}")
        return 1
    if well:
        print(well)
    return 0


_COMMANDS = {
    "address": _address,
    "api": _api,
    "cards": _cards,
    "examples": _examples,
    "notebooks": _notebooks,
    "exercises": _exercises,
    "check": _check,
    "content": _content,
    "claims": _claims,
    "coverage": _coverage,
    "glossary": _glossary,
    "hours": _hours,
    "new-case": _new_case,
    "panel": _panel,
    "print": _print,
    "preview": _preview,
    "schema": _schema,
    "slides": _slides,
    "sources": _sources,
    "stale": _stale,
    "update": _update,
}

if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the lines, such as head, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
