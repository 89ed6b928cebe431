"""The numbers of a room: how long it waited, what it needed, whether an answer was lost."""

from __future__ import annotations

import argparse
import os
import statistics
from typing import Any

from bench.hub import messages as form
from bench.hub.learner import Learner
from bench.hub.machine import Watch
from bench.hub.trial import Hub


def percentile(values: list[float], share: float) -> float:
    """The value that so great a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def result(
    hub: Hub,
    options: argparse.Namespace,
    learners: list[Learner],
    failed: list[str],
    all_in: float,
    used: dict[str, list[float]],
    spent: dict[str, float],
    watch: Watch,
) -> dict[str, Any]:
    """What is printed and kept: only numbers."""
    answers = [answer for learner in learners for answer in learner.answers]
    there = 0
    for learner in learners:
        on_disk = hub.answers(learner.name)
        for question_id in {answer.question for answer in learner.answers}:
            sent = [a.values for a in learner.answers if a.question == question_id]
            there += form.kept(sent, on_disk.get(question_id, []))
    settled = [1000 * a.seconds for a in answers if a.at > all_in and a.undisturbed]
    early = [1000 * a.seconds for a in answers if a.at <= all_in and a.undisturbed]
    times = {
        name: [each.times[name] for each in learners if name in each.times]
        for name in ("server", "kernel", "first question", "all run")
    }

    def seconds(values: list[float]) -> dict[str, float]:
        return {
            "median": round(statistics.median(values), 1) if values else None,
            "p95": round(percentile(values, 0.95), 1) if values else None,
            "most": round(max(values), 1) if values else None,
        }

    return {
        "learners": options.learners,
        "signed in within, s": options.within,
        "between answers, s": options.think,
        "all had run the lesson after, s": round(all_in),
        "from sign-in, s": {name: seconds(values) for name, values in times.items()},
        "answer to feedback while others start, ms": {**seconds(early), "answers": len(early)},
        "answer to feedback after start-up, ms": {**seconds(settled), "answers": len(settled)},
        "answers acknowledged": len(answers),
        "of these on the disk": there,
        "lost": len(answers) - there,
        "sent, and cut off before any feedback": sum(each.doubtful for each in learners),
        "connections lost and made again": sum(each.reconnected for each in learners),
        "asked again after a lost connection": sum(each.again for each in learners),
        "kernels killed": sum(each.killed for each in learners),
        "earlier answers shown again after that": sum(each.found_again for each in learners),
        "earlier answers not shown": sum(each.lost_view for each in learners),
        "learners who could not go on": failed,
        "errors": [error for each in learners for error in each.errors][:10],
        "memory per learner, MB": {
            name: {"median": round(statistics.median(v)), "most": round(max(v))}
            for name, v in used.items()
        },
        "processor seconds per learner until all had run the lesson": {
            name: round(each / options.learners, 1) for name, each in spent.items()
        },
        "memory free at the least, GB": round(min(watch.free, default=0), 1),
        "processors": os.cpu_count(),
        "busy, percent": round(statistics.mean(watch.busy or [0])),
        "load average": {
            "mean": round(statistics.mean(watch.load or [0]), 1),
            "most": round(max(watch.load, default=0), 1),
        },
    }
