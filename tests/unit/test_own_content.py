"""What an agency lays over the course: read, checked the same way, and never mixed into ours."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from friend_request import paths
from friend_request.authoring import own_content
from friend_request.authoring.content_check import check_content
from friend_request.content import (
    ContentError,
    clauses,
    load_case,
    load_question,
    load_quiz,
    reference_items,
)
from friend_request.paths import DATA
from friend_request.policies import load as policies
from friend_request.takeaways import load as takeaways
from friend_request.takeaways.cards import wallet_card
from tests.unit.own_folder import laid_over

NINE = (DATA / "cases" / "nine-months-on.yaml").read_text("utf-8")
COLUMNS = list(clauses()["nasw-1.06c"])


@pytest.fixture
def own(tmp_path, monkeypatch):
    with laid_over(tmp_path / "brook-house", monkeypatch) as folder:
        for name in ("cases", "quizzes", "policy"):
            (folder / name).mkdir()
        yield folder


def put(own: Path, name: str, text: str) -> None:
    (own / name).write_text(text, "utf-8")


def put_clauses(own: Path, *rows: dict[str, str], columns: list[str] = COLUMNS) -> None:
    with (own / "ethics_codes.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def clause(clause_id: str, **more: str) -> dict[str, str]:
    return {**clauses()["nasw-1.06c"], "clause_id": clause_id, "code": "Our handbook", **more}


def said() -> list[str]:
    return [str(one) for one in own_content.check_own()]


# ---------------------------------------------------------------- what is read


def test_a_case_of_ones_own_is_loaded_beside_ours(own):
    put(own, "cases/brook-lift.yaml", NINE.replace("nine-months-on", "brook-lift"))
    assert load_case("brook-lift").id == "brook-lift"
    assert load_question("brook-lift.need").stem == load_question("nine-months-on.need").stem
    names = [path.name for path in paths.data_files("cases", DATA)]
    assert len(names) == len(list((DATA / "cases").glob("*.yaml"))) + 1
    assert names == sorted(names)


def test_a_question_of_ones_own_comes_up_in_review(own):
    from friend_request.spacing import unseen

    put(own, "cases/brook-lift.yaml", NINE.replace("nine-months-on", "brook-lift"))
    assert "brook-lift.need" in {card.question.id for card in unseen([], ["01"])}


def test_a_case_of_the_same_name_stands_instead_of_ours(own):
    put(own, "cases/nine-months-on.yaml", NINE.replace("title: Nine months on", "title: Ours"))
    assert load_case("nine-months-on").title == "Ours"


def test_a_quiz_joins_ours_question_by_question(own):
    ours = load_quiz("01").questions
    raw = yaml.safe_load((DATA / "quizzes" / "01.yaml").read_text("utf-8"))
    first = raw["questions"][0]
    new = {**first, "id": "01.brook-extra"}
    raw["questions"] = [{**first, "stem": "Our own words?"}, new]
    put(own, "quizzes/01.yaml", yaml.safe_dump(raw, allow_unicode=True))
    load_quiz.cache_clear()
    joined = load_quiz("01").questions
    assert [q.id for q in joined] == [*[q.id for q in ours], "01.brook-extra"]
    assert joined[0].stem == "Our own words?"
    assert joined[1:-1] == ours[1:]


def test_a_policy_matter_stands_instead_of_ours_and_a_new_one_joins(own):
    before = {m.id for m in policies.load_matters()}
    raw = yaml.safe_load((DATA / "policy" / "contact.yaml").read_text("utf-8"))
    matter = next(m for m in raw["matters"] if m["id"] == "current-requests")
    changed = {**matter, "title": "Requests at Brook House"}
    added = {**matter, "id": "brook-minibus", "title": "The minibus group"}
    raw["matters"] = [changed, added]
    put(own, "policy/contact.yaml", yaml.safe_dump(raw, allow_unicode=True))
    other = {**raw, "id": "brook", "title": "Only here", "order": 99}
    other["matters"] = [{**matter, "id": "brook-boat"}]
    put(own, "policy/brook.yaml", yaml.safe_dump(other, allow_unicode=True))
    policies.load_groups.cache_clear()
    now = {m.id: m for m in policies.load_matters()}
    assert set(now) == before | {"brook-minibus", "brook-boat"}
    assert now["current-requests"].title == "Requests at Brook House"
    groups = policies.load_groups()
    assert [g.id for g in groups][-1] == "brook"
    assert "brook-minibus" in [m.id for g in groups if g.id == "contact" for m in g.matters]


def test_a_clause_and_a_source_of_ones_own_can_be_cited(own):
    from friend_request.survey import load_codes

    put_clauses(own, clause("brook-4.2"), clause("nasw-1.06h", paraphrase="As we read it."))
    put(own, "references.json", '[{"id": "Brook2026", "type": "report", "title": "Our year"}]')
    clauses.cache_clear()
    text = NINE.replace("nine-months-on", "brook-lift")
    text = text.replace("{clause: nasw-1.06c}", "{clause: brook-4.2}\n  - {ref: Brook2026}", 1)
    put(own, "cases/brook-lift.yaml", text)
    assert {"brook-4.2", "Brook2026"} <= {c.key for c in load_case("brook-lift").citations()}
    assert len(reference_items()) > 300  # ours are still there
    codes = load_codes().set_index("clause_id")
    assert codes.loc["brook-4.2", "code"] == "Our handbook"
    assert codes.loc["nasw-1.06h", "paraphrase"] == "As we read it."
    assert codes.index.is_unique
    assert str(codes["review_by"].dtype).startswith("datetime64")
    assert said() == []


def test_crisis_contacts_are_offered_where_they_are_asked_for(own):
    route = "Ring the house line, 0123 456, at any hour."
    put(
        own,
        "crisis.yaml",
        f"route: {route}\nreview_by: 2027-01-01\ncountries:\n  - country: IE\n"
        "    lines: [999, a nurse]\n    read_at: https://example.org\n".replace("999", '"999"'),
    )
    assert route in takeaways.load_reply_kit().risk.route_help
    detail = {one.id: one for one in policies.load_settings().details}["crisis"]
    assert route in detail.hint
    page = wallet_card()
    assert page.count(route) == len(takeaways.load_wallet().countries) + 1  # and one to fill in
    assert "a nurse" in page
    assert "50808" not in page
    put(own, "crisis.yaml", "rout: x\nreview_by: 2027-01-01\n")
    takeaways.load_crisis.cache_clear()
    with pytest.raises(ContentError, match=r"brook-house/crisis\.yaml, line 1: unknown key 'rout'"):
        takeaways.load_crisis()


def test_without_a_folder_nothing_is_offered():
    assert takeaways.load_crisis() is None
    assert "own" not in takeaways.load_reply_kit().risk.route_help
    assert own_content.check_own() == []
    assert own_content.summary() == ""


# ---------------------------------------------------------------- how it is checked


def test_make_content_checks_it_and_says_what_it_adds(own):
    put(own, "cases/brook-lift.yaml", NINE.replace("nine-months-on", "brook-lift"))
    put(own, "cases/nine-months-on.yaml", NINE)
    put(own, "cases/broken.yaml", NINE.replace("nine-months-on", "broken").replace("stem:", "stm:"))
    put_clauses(own, clause("brook-4.2"))
    found = [str(one) for one in check_content() if one.file.startswith("brook-house")]
    assert found
    assert all("brook-house/cases/broken.yaml, line " in one for one in found)
    summary = own_content.summary()
    assert "cases: adds broken, brook-lift" in summary
    assert "cases: stands instead of ours: nine-months-on" in summary
    assert "ethics_codes.csv: adds brook-4.2" in summary


def test_a_file_that_nothing_reads_is_said(own):
    put(own, "cases/Brook Lift.yml", "id: x")
    put(own, "policy/settings.yaml", "x: 1")
    put(own, "README.md", "Ours.")
    put(own, ".gitignore", "x")
    found = said()
    assert len(found) == 2
    assert all("nothing reads this file" in one for one in found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"review_by": "next year"}, "review_by must be a day"),
        ({"paraphrase": " "}, "paraphrase is empty"),
        ({"clause_id": "Brook 4"}, "small letters, digits"),
        ({"applies_to": "all"}, "Choose one of: current"),
        ({"evidence": "hearsay"}, "Choose one of: official"),
    ],
)
def test_a_mistake_in_the_table_of_clauses_is_said_with_its_line(own, change, words):
    put_clauses(own, clause("brook-4.1"), {**clause("brook-4.2"), **change})
    (one,) = said()
    assert one.startswith("brook-house/ethics_codes.csv, line 3: ")
    assert words in one


def test_a_clause_twice_a_lost_column_and_a_stray_comma_are_said(own):
    put_clauses(own, clause("brook-4.2"), clause("brook-4.2"))
    assert "stands in the table twice" in said()[0]
    short = [name for name in COLUMNS if name != "binds"]
    put_clauses(own, {k: v for k, v in clause("x").items() if k in short}, columns=short)
    assert "line 1: the first line must name these columns" in said()[0]
    put(own, "ethics_codes.csv", ",".join(COLUMNS) + "\nbrook-1,a,b\n")
    assert "line 2: the row has more or fewer fields" in said()[0]


def test_mistakes_in_the_list_of_sources_are_said(own):
    put(own, "references.json", '[\n{"id": "A2020",}\n]')
    assert "brook-house/references.json, line 2: this is not valid JSON" in said()[0]
    with pytest.raises(ContentError, match="not valid JSON"):
        reference_items()
    put(own, "references.json", '[{"id": "A2020", "type": "book"}]')
    assert said() == [
        "brook-house/references.json, entry A2020: 'title' is missing. Each entry needs id, type, "
        "title."
    ]


# ---------------------------------------------------------------- the variable


def ask(value: str, code: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, paths.VARIABLE: value}
    return subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True)


def test_the_variable_names_the_folder_for_every_notebook(tmp_path):
    folder = tmp_path / "Übung – own"
    (folder / "cases").mkdir(parents=True)
    put(folder, "cases/brook-lift.yaml", NINE.replace("nine-months-on", "brook-lift"))
    code = "from friend_request import case; print(repr(case('brook-lift')))"
    done = ask(str(folder), code)
    assert done.returncode == 0, done.stderr
    assert "Nine months on" in done.stdout
    code = "from friend_request import paths; print(ascii(str(paths.OWN)))"
    relative = os.path.relpath(folder, DATA.parent)
    assert ask(relative, code).stdout.strip() == ascii(str(folder.resolve()))
    assert ask("", code).stdout.strip() == "'None'"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    done = ask(str(tmp_path / "gone"), "import friend_request.paths")
    assert done.returncode != 0
    assert "there is no such folder" in done.stderr
    assert "unset it" in done.stderr


def test_the_authors_commands_say_so_in_one_sentence(tmp_path):
    environ = {**os.environ, paths.VARIABLE: str(tmp_path / "gone")}
    command = [sys.executable, "-m", "friend_request.authoring", "content"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, cwd=DATA.parent)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "there is no such folder" in done.stderr
