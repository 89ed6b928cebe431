"""A room of learners at work, measured."""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter
from typing import Any

import aiohttp

from bench.hub.learner import GIVE_UP, Learner
from bench.hub.machine import Watch, memory, processor_seconds
from bench.hub.report import result
from bench.hub.trial import Hub


def faults_of(place: int, count: int, options: argparse.Namespace, chance: random.Random):
    """What goes wrong for one learner, and at which question: in each of the two rounds."""
    rounds: list[dict[int, str]] = [{}, {}]
    dropped, killed = round(options.drop * options.learners), round(options.kill * options.learners)
    if place < dropped:
        rounds[place % 2][chance.randrange(count)] = "drop"
    elif place < dropped + killed:
        kind = ("kill after", "kill before")[place % 2]
        rounds[(place // 2) % 2][chance.randrange(1, count)] = kind
    return rounds


async def drive(hub: Hub, options: argparse.Namespace) -> dict[str, Any]:
    """Bring the learners in, let them work, and measure."""
    chance = random.Random(options.seed)
    await hub.ready()
    watch = Watch()
    watching = asyncio.create_task(watch.look())
    learners = [
        Learner(f"learner-{n:03}", hub, random.Random(chance.random()), options.think)
        for n in range(options.learners)
    ]
    arrivals = sorted(chance.uniform(0, options.within) for _ in learners)
    started = time.perf_counter()
    all_in = asyncio.Event()
    waiting = Counter(open=len(learners))
    failed: list[str] = []
    spent: dict[str, float] = {}
    webs = [
        aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=GIVE_UP),
        )
        for _ in learners
    ]

    async def takes_part(place: int, learner: Learner) -> None:
        await asyncio.sleep(arrivals[place])
        counted = False
        try:
            await learner.sign_in(webs[place])
            await learner.open_lesson()
            await learner.run_all()
            first, second = faults_of(place, len(learner.forms()), options, learner.chance)
            waiting["open"] -= 1
            counted = True
            if not waiting["open"]:
                all_in.set()
                waiting["at"] = round(time.perf_counter() - started)
                spent.update(processor_seconds(hub))
            await learner.answer_all(started, first)
            await all_in.wait()
            await learner.answer_all(started, second)
        except Exception as error:
            failed.append(f"{learner.name}: {type(error).__name__}: {error}")
            if not counted:
                waiting["open"] -= 1
                if not waiting["open"]:
                    all_in.set()

    await asyncio.gather(*(takes_part(n, each) for n, each in enumerate(learners)))
    used = memory(hub, [learner.name for learner in learners])
    after = sum(processor_seconds(hub).values()) - sum(spent.values())
    watching.cancel()
    for learner, web in zip(learners, webs, strict=True):
        await learner.leave()
        await web.close()
    made = result(hub, options, learners, failed, waiting["at"], used, spent, watch)
    if not options.kill and made["answer to feedback after start-up, ms"]["answers"]:
        # A kernel that was killed takes its account with it, so this is only known without.
        late = made["answer to feedback after start-up, ms"]["answers"]
        made["processor ms per answer, everything included"] = round(1000 * after / late)
    return made
