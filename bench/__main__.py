"""Measure everything and write `bench/results.md`.

make bench
make bench ARGS="--rounds 2 --output /dev/stdout"
"""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from bench import analysis, growth, report, side_by_side


def main() -> None:
    """Parse the options, measure, write, and print the page."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10, help="10 unless told; results need ten")
    parser.add_argument("--output", type=Path, default=report.RESULTS, help="the page to write")
    options = parser.parse_args()
    # With it every import would compile its sources anew, on all sides: nobody's learner has that.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("FRIEND_REQUEST_CONTENT", None)
    side = side_by_side.measure(options.rounds)
    ours = analysis.measure(options.rounds)
    grown = growth.measure(options.rounds)
    print(report.write(options.output, options.rounds, side, ours, grown, date.today()))


if __name__ == "__main__":
    main()
