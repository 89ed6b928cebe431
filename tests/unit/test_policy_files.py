"""The policy builder's files: every matter, worded for everyone in every setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from friend_request.authoring.reading import grade
from friend_request.content import ContentError, clauses
from friend_request.policies import (
    AUDIENCES,
    SETTINGS,
    Choices,
    load_matters,
    load_setting,
    load_settings,
)
from friend_request.policies import load as loading
from tests.unit.policy_samples import MADE


def test_every_matter_of_the_brief_is_there() -> None:
    wanted = {
        *("current-requests", "former-requests", "families", "page", "comments", "texting"),
        *("hours", "reviews", "searching", "endings", "emergencies", "groups", "ai", "photos"),
        *("staff-safety", "staff-accounts", "small", "recordings", "records", "found"),
    }
    assert {matter.id for matter in load_matters()} == wanted
    assert [setting.id for setting in load_settings().settings] == list(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_text_is_whole_in_every_setting(setting: str) -> None:
    choices = Choices(setting, MADE)
    for matter in load_matters():
        offered = matter.choices(setting)
        assert len(offered) in (2, 3)
        assert len({p.title for p in offered}) == len(offered)
        for position in offered:
            for audience in AUDIENCES:
                text = choices.words(getattr(position, audience))
                assert not re.search(r"[{}]", text), (matter.id, position.id, audience)
                assert not re.search(r"\bI are\b|\bwe am\b|\bone of me\b|  ", text), text
                assert text.endswith((".", "]", "!")), text
            assert 1 <= len(re.findall(r"[.!?](?:\s|$)", position.because)) <= 4


def test_a_policy_never_says_that_a_code_or_a_law_forbids() -> None:
    """What binds whom differs; the texts say what people do, and the sources stand apart."""
    for matter in load_matters():
        for position in matter.positions:
            for audience in AUDIENCES:
                text = getattr(position, audience)
                assert not re.search(r"(?i)\b(illegal|unlawful|forbid|prohibit|NASW|HIPAA)", text)


def test_pages_for_twelve_year_olds_read_easily() -> None:
    for setting in SETTINGS:
        choices = Choices(setting, MADE, {"crisis": "ring 112", "hours": "all day"})
        texts = []
        for matter in load_matters():
            for position in matter.choices(setting):
                text = choices.filled(choices.words(position.young))
                longest = max(len(s.split()) for s in re.split(r"[.!?:]\s", text))
                assert longest <= 27, (matter.id, position.id, longest)
                texts.append(text)
        assert grade(texts) <= 6


def test_former_clients_are_not_said_to_be_covered_by_clauses_on_clients() -> None:
    """A common misreading: 1.06(h) and A.5.e speak of clients now."""
    former = next(m for m in load_matters() if m.id == "former-requests")
    for position in former.positions:
        for citation in position.cites:
            if citation.clause:
                assert clauses()[citation.clause]["applies_to"] in ("former", "both"), citation


def _refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is said of the policy files in a folder, which must not be taken."""
    monkeypatch.setattr(loading, "FOLDER", folder)
    monkeypatch.setattr(loading, "load_settings", load_settings)
    loading.load_groups.cache_clear()
    try:
        with pytest.raises(ContentError) as caught:
            loading.load_groups()
    finally:
        loading.load_groups.cache_clear()
    return str(caught.value)


def test_mistakes_in_a_file_are_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    raw = yaml.safe_load((loading.FOLDER / "inside.yaml").read_text("utf-8"))
    first = raw["matters"][0]["positions"][0]
    first["clients"] = "{They} wait for [somebody]."
    raw["matters"][1]["positions"] = raw["matters"][1]["positions"][:1]
    raw["matters"][2]["positions"][0]["cites"] = [{"clause": "nasw-9.99"}]
    raw["matters"][3]["question"] = "x"
    (folder / "inside.yaml").write_text(yaml.safe_dump(raw), "utf-8")
    said = _refused(folder, monkeypatch)
    assert "{They}" in said
    assert "needs two or three" in said
    assert "unknown key 'question'" in said
    assert "asks, id, positions" in said
    with pytest.raises(ContentError, match="no setting 'school'"):
        load_setting("school")


def test_a_gap_that_nothing_fills_and_a_matter_twice_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (loading.FOLDER / "inside.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("[who decides]", "[the boss]"), "utf-8")
    (tmp_path / "b.yaml").write_text(text, "utf-8")
    said = _refused(tmp_path, monkeypatch)
    assert "fills the gap [the boss]" in said
    assert f"stands in {tmp_path.as_posix()}/a.yaml as well" in said
