"""No key can be guessed by a rule that knows nothing."""

from __future__ import annotations

import pytest

from friend_request.authoring import guessing
from friend_request.content import parse_question


def made(keys: list[int], texts: list[str]) -> list:
    """Questions whose key is the option at each of these places."""
    return [
        parse_question(
            {
                "id": f"some-case.q{n}",
                "kind": "best_action",
                "stem": "What would you do?",
                "objective": "01.o1",
                "key_basis": "authors",
                "cites": [{"clause": "nasw-1.06c"}],
                "options": [
                    {
                        "id": f"o{i}",
                        "text": text,
                        "verdict": "best" if i == key else "risky",
                        "because": "So.",
                    }
                    for i, text in enumerate(texts)
                ],
            }
        )
        for n, key in enumerate(keys)
    ]


def test_no_rule_beats_chance_over_the_whole_course() -> None:
    everything = [q for questions in guessing.single_best().values() for q in questions]
    assert len(everything) >= 10
    found = [g for g in guessing.play(everything) if g.adjusted < 0.05]
    assert not found, "\n".join(
        f"'{g.rule}' is right {g.right} times of {g.total} (chance {g.expected:.1f}, p "
        f"{g.adjusted:.3f}). Reword options so that the key no longer stands out by it."
        for g in found
    )


def test_a_bank_that_gives_itself_away_is_noticed() -> None:
    lines = ["No.", "Yes, of course.", "Perhaps, if she asks.", "A much longer answer than any."]
    questions = made([3] * 12, lines)
    scores = {g.rule: g for g in guessing.play(questions)}
    assert scores["longest"].right == scores["last"].right == 12
    assert scores["longest"].adjusted < 0.001
    assert scores["first"].right == 0
    assert scores["first"].adjusted == 1


def test_ties_count_as_the_first() -> None:
    question = made([2], ["Same one", "Same one.", "Same one!", "Same on"])[0]
    assert guessing.guess("names a supervisor or a record", question) == "o0"


@pytest.mark.parametrize(
    ("right", "chances", "wanted"),
    [
        (0, [0.25] * 4, 1.0),
        (4, [0.5] * 4, 0.0625),
        (1, [0.25, 0.25], 0.4375),
        (2, [0.2, 0.3], 0.06),
    ],
)
def test_chance_is_exact(right: int, chances: list[float], wanted: float) -> None:
    assert guessing.at_least(right, chances) == pytest.approx(wanted)


def test_holm_by_hand() -> None:
    # 0.01 x 3, then max(0.03, 0.02 x 2), then max(0.04, 0.5 x 1).
    assert guessing.holm({"a": 0.5, "b": 0.01, "c": 0.02}) == pytest.approx(
        {"b": 0.03, "c": 0.04, "a": 0.5}
    )


def test_the_table_names_every_rule_and_lesson() -> None:
    text = guessing.table()
    assert all(rule in text for rule in guessing.RULES)
    assert "01" in text
