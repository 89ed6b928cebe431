"""The facilitator's guide: what it names exists, its times add up, each lesson has its page."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from friend_request.authoring import handouts, hours
from friend_request.authoring.slides import in_order
from friend_request.content import load_case, load_lesson, load_lessons, load_question
from friend_request.paths import DATA
from friend_request.workshop.codes import can_be_coded

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "facilitation"
PAGES = sorted(GUIDE.rglob("*.md"))
LESSON_PAGES = sorted((GUIDE / "lessons").glob("*.md"))
LESSONS = {lesson.number: lesson for lesson in load_lessons()}
CASES = {path.stem for path in (DATA / "cases").glob("*.yaml")}
_FILE = re.compile(r"\.(md|ipynb|yaml|html|py|json|csv|js)$")
_CODE = re.compile(r"`([^`\n]+)`")
_QUESTION = re.compile(r"(?:\d\d|[a-z0-9]+(?:-[a-z0-9]+)+)\.[a-z0-9-]+")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_ROW = re.compile(r"^\|\s*(\d+)( \*)?\s*\|(.*)$", re.MULTILINE)
# Parts of the guide that other builders' notebooks hold.
NOTEBOOKS = {"room.ipynb", "answer.ipynb", "after_the_workshop.ipynb"}


def name(path: Path) -> str:
    return path.relative_to(GUIDE).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    found = set()
    for heading in re.findall(r"^#{1,6}\s+(.+)$", text(path), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-"))
    return found


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


def agenda(part: str) -> list[tuple[int, int]]:
    """(start, minutes) of the rows that begin with a clock time."""
    rows = re.findall(r"^\|\s*(\d+:\d\d)\s*\|\s*(\d+)\s*\|", part, re.MULTILINE)
    return [(minutes(start), int(length)) for start, length in rows]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_question_and_case_named_exists(path: Path) -> None:
    for code in _CODE.findall(text(path)):
        if _FILE.search(code) or "/" in code or " " in code:
            continue
        if _QUESTION.fullmatch(code):
            assert load_question(code).id == code
        elif re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code):
            assert code in CASES, f"{name(path)}: no case {code}"
            load_case(code)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in _LINK.findall(text(path)):
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if found.parent == GUIDE and found.name in NOTEBOOKS and not found.exists():
            pytest.skip(f"{found.name} is not there yet")
        assert found.exists(), f"{name(path)}: {target}"
        assert ROOT in found.parents
        if anchor:
            assert anchor in anchors(found), f"{name(path)}: {target}"


def test_the_questions_for_the_room_are_named_in_the_guide() -> None:
    named = {code for path in PAGES for code in _CODE.findall(text(path))}
    assert len([code for code in named if _QUESTION.fullmatch(code)]) > 90


# ---------------------------------------------------------------- lessons


def test_each_lesson_has_its_page_and_each_page_its_lesson() -> None:
    assert [path.stem for path in LESSON_PAGES] == sorted(LESSONS)
    index = text(GUIDE / "README.md")
    for number, lesson in LESSONS.items():
        row = f"[{int(number)}. {lesson.title}](lessons/{number}.md)"
        assert row in index
        assert f"../notebooks/{lesson.stem}.ipynb" in index


@pytest.mark.parametrize("path", LESSON_PAGES, ids=name)
def test_a_lessons_page_is_whole_and_adds_up(path: Path) -> None:
    page, lesson = text(path), LESSONS[path.stem]
    assert page.startswith(f"# {int(lesson.number)}. {lesson.title}\n")
    wanted = [
        "What to ask",
        "What people usually say, and where to take it",
        "Where the room splits",
        "How to close",
    ]
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == wanted
    stated = re.search(r"^(\d+) minutes with a room", page, re.MULTILINE)
    assert stated
    rows = _ROW.findall(page)
    assert sum(int(length) for length, _, _ in rows) == int(stated[1])
    short = sum(int(length) for length, star, _ in rows if star)
    if lesson.number != "00":
        assert 25 <= short <= 30, f"the short form takes {short} minutes"
    assert f"| {stated[1]} |" in next(
        line for line in text(GUIDE / "README.md").splitlines() if f"lessons/{path.name}" in line
    )
    # One to two printed pages.
    assert 350 < len(page.split()) < 750


@pytest.mark.parametrize("path", LESSON_PAGES, ids=name)
def test_the_minutes_alone_are_the_lessons(path: Path) -> None:
    found = re.search(r"[Aa]lone (?:it takes )?(\d+)", text(path))
    assert found
    # A lesson is counted anew when a sentence of it changes; the guide may be a little behind.
    assert abs(int(found[1]) - LESSONS[path.stem].minutes) <= 5


@pytest.mark.parametrize("path", LESSON_PAGES, ids=name)
def test_the_slides_are_for_what_the_page_says(path: Path) -> None:
    """`facilitation` in the lesson's file, and the page: one purpose, one list, one talk."""
    page, noted = text(path), LESSONS[path.stem].facilitation
    assert f"**Purpose.** {noted['purpose']}\n" in page
    asked = [
        code
        for _, _, row in _ROW.findall(page)
        for code in _CODE.findall(row)
        if _QUESTION.fullmatch(code)
    ]
    here = set(asked)
    assert [q for q in noted["ask"] if q in here] == list(dict.fromkeys(asked))
    # Whatever else has a slide is asked in an agenda.
    others = "".join(text(p) for p in (*GUIDE.glob("agenda_*.md"), GUIDE / "formats.md"))
    assert all(f"`{q}`" in others for q in noted["ask"] if q not in here)
    talk = page.split("## What to ask\n")[1].split("\n## ")[0]
    plain = re.sub(r"[*_`]", "", talk)
    for sentence in noted["discuss"]:
        assert sentence in plain
    assert len(noted["discuss"]) == len(re.findall(r"^- ", talk, re.MULTILINE))
    known = set(LESSONS[path.stem].questions)
    assert set(noted["ask"]) <= known


def test_codes_are_asked_only_where_a_question_has_one() -> None:
    found = 0
    for path in [*LESSON_PAGES, *GUIDE.glob("agenda_*.md")]:
        for line in text(path).splitlines():
            if line.startswith("|") and re.search(r"\b[Cc]odes\b", line):
                for code in _CODE.findall(line):
                    if _QUESTION.fullmatch(code):
                        found += 1
                        assert can_be_coded(load_question(code)), f"{name(path)}: {code}"
    assert found > 30


# ---------------------------------------------------------------- agendas


@pytest.mark.parametrize(
    ("file", "start", "end"),
    [("agenda_90_minutes.md", "0:00", "1:30"), ("agenda_day.md", "9:30", "16:30")],
)
def test_an_agenda_runs_without_a_gap(file: str, start: str, end: str) -> None:
    rows = agenda(text(GUIDE / file))
    assert rows[0][0] == minutes(start)
    for (one, length), (following, _) in pairwise(rows):
        assert one + length == following
    assert sum(rows[-1]) == minutes(end)
    assert all(length % 5 == 0 for _, length in rows)


@pytest.mark.parametrize("file", ["agenda_90_minutes.md", "agenda_day.md", "formats.md"])
def test_what_an_agenda_asks_has_its_slide(file: str) -> None:
    shown = {q for lesson in LESSONS.values() for q in lesson.facilitation["ask"]}
    rows = re.findall(r"^\|\s*\d+:\d\d.*$", text(GUIDE / file), re.MULTILINE)
    asked = {q for row in rows for q in _CODE.findall(row) if _QUESTION.fullmatch(q)}
    assert len(asked) >= 6
    assert asked <= shown


def test_the_90_minutes_follow_the_deck() -> None:
    rows = re.findall(r"^\| \d+:\d\d .*$", text(GUIDE / "agenda_90_minutes.md"), re.MULTILINE)
    asked = [q for row in rows for q in _CODE.findall(row) if _QUESTION.fullmatch(q)]
    lesson = LESSONS["01"]
    deck = [id_ for kind, id_ in in_order(ROOT, lesson) if id_ in lesson.facilitation["ask"]]
    assert asked == [q for q in deck if q in asked] + lesson.facilitation["again"]


def test_the_other_formats_add_up() -> None:
    parts = text(GUIDE / "formats.md").split("\n## ")
    for title, length in (("60 minutes", 60), ("Half a day", 210)):
        (part,) = (p for p in parts if p.startswith(title + "\n"))
        rows = agenda(part)
        assert rows[0][0] == 0
        for (one, long), (following, _) in pairwise(rows):
            assert one + long == following
        assert sum(rows[-1]) == length
    (weeks,) = (p for p in parts if p.startswith("Six weeks\n"))
    rows = re.findall(r"^\| (\d) \| (\d+) \| (.+?) \|", weeks, re.MULTILINE)
    assert [int(week) for week, _, _ in rows] == [1, 2, 3, 4, 5, 6]
    for _, length, what in rows:
        bare = re.sub(r"`[^`]*`", "", re.sub(r"lesson \d+", "lesson", what))
        assert sum(int(n) for n in re.findall(r"\b(\d+)\b", bare)) == int(length) == 75, what


def test_the_days_hours_are_those_that_the_manager_is_told() -> None:
    rows = re.findall(
        r"^\| \d+:\d\d \| (\d+) \| (.+?) \|", text(GUIDE / "agenda_day.md"), re.MULTILINE
    )
    rest = sum(int(n) for n, what in rows if "break" in what.lower() or what == "Lunch")
    work = sum(int(n) for n, _ in rows) - rest
    assert f"is {work // 60} h {work % 60:02d}" in text(GUIDE / "for_managers.md")


# ---------------------------------------------------------------- hours


def test_the_formula_gives_the_published_example() -> None:
    # The operating-room nurses' association: 3,774 words, 16 questions, difficulty 2.5.
    assert hours.mergener(3774, 16, 2.5) == pytest.approx(61.93589, abs=1e-4)


def test_the_managers_table_is_that_of_the_lessons() -> None:
    page = text(GUIDE / "for_managers.md")
    again = "Print it anew: python -m friend_request.authoring hours"
    rows = {row.lesson.number: row for row in hours.all_lessons(ROOT)}
    told = re.findall(
        r"^\| (\d\d) (.+?) \| ([\d,]+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE
    )
    assert [number for number, *_ in told] == sorted(rows)
    for number, title, count, questions, stated, formula in told:
        row = rows[number]
        assert title == row.lesson.title
        assert int(count.replace(",", "")) == pytest.approx(row.words, rel=0.1), again
        assert abs(int(questions) - row.questions) <= 2, again
        assert abs(int(stated) - row.lesson.minutes) <= 5, again
        assert int(formula) == pytest.approx(row.formula, abs=8), again
    everything = re.search(r"\| all sixteen \| (\d+) \| (\d+) \|", page)
    core = re.search(r"\| the core: lessons ([\d, ]+) \| (\d+) \| (\d+) \|", page)
    assert everything
    assert core
    assert len(rows) == 16
    paths = yaml.safe_load((DATA / "paths.yaml").read_text("utf-8"))["paths"]
    (numbers,) = (path["lessons"] for path in paths if path["id"] == "core")
    assert [f"{int(n):02}" for n in core[1].split(", ")] == sorted(numbers)
    for found, some in (
        (everything.groups(), list(rows.values())),
        (core.groups()[1:], [rows[n] for n in numbers]),
    ):
        assert int(found[0]) == pytest.approx(sum(r.lesson.minutes for r in some), rel=0.05), again
        assert int(found[1]) == pytest.approx(hours.together(some), rel=0.05), again


# ---------------------------------------------------------------- handouts


def test_handouts_carry_the_case_and_the_questions_as_they_are(tmp_path: Path) -> None:
    made = {path.stem: path for path in handouts.write_handouts(ROOT, tmp_path)}
    sources = {p.stem for p in (GUIDE / "handouts").glob("*.md")} - {"README"}
    assert set(made) == sources | {"objectives"}
    shown = re.sub(r"<[^>]+>", " ", made["case_and_reply"].read_text("utf-8"))
    shown = " ".join(shown.split())
    assert "Keziah is 17." in shown
    assert "{case" not in shown
    for id_ in ("nine-months-on.need", "nine-months-on.tonight"):
        question = load_question(id_)
        assert question.stem in shown
        for option in question.options:
            assert option.text.split("'")[0] in shown
            assert option.because not in shown
    aims = made["objectives"].read_text("utf-8")
    assert aims.count("<li>") == sum(len(lesson.objectives) for lesson in LESSONS.values())
    for path in made.values():
        page = path.read_text("utf-8")
        assert "<script" not in page
        assert "src=" not in page
        assert "href=" not in page
        assert page.count("<h1>") == 1


def test_markup_in_a_handout_stays_text() -> None:
    page = handouts.handout("# A <b>title</b>\n\n<img src=x onerror=alert(1)>\n")
    assert "<img" not in page
    assert "<b>" not in page


def test_the_handout_about_the_first_lesson_tells_no_answer() -> None:
    lesson = load_lesson("01")
    page = handouts.handout(text(GUIDE / "handouts" / "case_and_reply.md"))
    for id_ in lesson.questions:
        for option in getattr(load_question(id_), "options", []):
            assert getattr(option, "because", None) is None or option.because not in page


# ---------------------------------------------------------------- manners


def test_the_guide_says_no_where_it_is_no() -> None:
    page = text(GUIDE / "for_managers.md")
    for sentence in (
        "No licensed reviewer yet",
        "**Approved by any board, register or body? No.**",
        "**Timed with learners?** No",
        "| SCORM, xAPI, cmi5 | **No.**",
        "**It can't be verified**",
    ):
        assert sentence in page
    assert "**No such panel has met yet.**" in text(GUIDE / "youth_panel.md")
