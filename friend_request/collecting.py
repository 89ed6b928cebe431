"""Not looking for rubbish while many lasting things are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Within this, Python does not collect garbage; afterwards it does as it did before.

    Importing and reading make thousands of objects that last. Looking through them for rubbish
    again and again takes a sixth of the time in which the first question appears, and makes
    checking ten times as many cases take thirteen times as long.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
