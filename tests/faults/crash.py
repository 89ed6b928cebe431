"""Processes that are killed, frozen, starved of disk: run by the tests beside this file.

Each experiment is a function; `python -m tests.faults.crash NAME FOLDER ARGUMENT` runs it and
prints what it found as JSON. Children are forked, so that each starts within milliseconds and can
be killed hundreds of times. What a child has acknowledged stands in its pipe, which outlives it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from friend_request.progress import schema
from friend_request.progress.errors import is_damage
from tests.faults.killing import erasures, kills, mending_kills, together, upgrade_kills
from tests.faults.power import cut_off, power_cuts
from tests.faults.starving import full_disk, read_only, size_limit

EXPERIMENTS = {
    f.__name__: f
    for f in (
        kills,
        mending_kills,
        upgrade_kills,
        together,
        erasures,
        power_cuts,
        cut_off,
        size_limit,
        full_disk,
        read_only,
    )
}

if __name__ == "__main__":
    assert is_damage(schema.Damaged("x"))  # imported before any rights are given up
    name, where, argument = sys.argv[1:]
    number = float(argument)
    result = EXPERIMENTS[name](Path(where), int(number) if number == int(number) else number)
    print(json.dumps(result))
