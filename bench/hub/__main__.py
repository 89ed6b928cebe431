"""Measure a room of learners on one hub and print the numbers."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

import psutil

from bench.hub.room import drive
from bench.hub.trial import Hub


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    """What can be chosen."""
    made = argparse.ArgumentParser(
        prog="make bench-hub", description="A room of learners on one hub."
    )
    made.add_argument("--learners", type=int, default=3)
    made.add_argument("--within", type=float, help="seconds in which all sign in (3 for each)")
    made.add_argument("--think", type=float, default=4.0, help="seconds between answers, about")
    made.add_argument("--drop", type=float, default=0.2, help="share who lose their connection")
    made.add_argument("--kill", type=float, default=0.2, help="share whose kernel is killed")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--json", type=Path, help="also write the numbers into this file")
    found = made.parse_args(arguments)
    if found.within is None:
        found.within = min(120.0, 3.0 * found.learners)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    options = options_of(arguments)
    before = {
        "load average before": round(os.getloadavg()[0], 1),
        "busy before, percent": round(psutil.cpu_percent(3)),
        "memory free before, GB": round(psutil.virtual_memory().available / 1e9, 1),
    }
    with tempfile.TemporaryDirectory(prefix="friend-request-hub-") as folder:
        hub = Hub(Path(folder))
        try:
            made = {**asyncio.run(drive(hub, options)), **before}
        finally:
            hub.end()
            complaints = [
                line for line in hub.log.read_text(errors="replace").splitlines() if "[E " in line
            ]
    made["errors in the hub's log"] = len(complaints)
    text = json.dumps(made, indent=2)
    print(text)
    for line in complaints[:5]:
        print(line)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if made["lost"] or made["learners who could not go on"] else 0


if __name__ == "__main__":
    sys.exit(main())
