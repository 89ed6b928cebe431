"""Kernels are killed with -9 between click and feedback, and started again."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from friend_request.content import load_case
from friend_request.progress import FILE_NAME, Store

jupyter_client = pytest.importorskip("jupyter_client")

CLICKS = """
from friend_request import question
form = question({id!r})
for n in range(100000):
    choice = {options!r}[n % {count}]
    form._receive(None, {{"type": "act", "action": "submit", "values": {{"choice": choice}}}}, None)
"""
LOOK = """
from friend_request import question
form = question({id!r})
form.refresh()
print("SHOWN", form._answer().response["choice"], len(form.store.history({id!r})))
"""


def drawn(message: dict[str, Any]) -> bool:
    """Whether a message to the browser draws a form that says how an answer was judged."""
    if message["msg_type"] != "comm_msg":
        return False
    data = message["content"]["data"]
    return data.get("method") == "update" and bool(data["state"].get("spec", {}).get("say"))


def remaining(client: Any) -> Iterator[dict[str, Any]]:
    """The messages that are still on their way."""
    with suppress(Empty):
        while True:
            yield client.get_iopub_msg(timeout=0.5)


def run(client: Any, code: str) -> str:
    """Run code to its end; returns what it printed."""
    request = client.execute(code)
    printed = ""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "stream":
            printed += message["content"]["text"]
        assert message["msg_type"] != "error", message["content"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return printed


def test_five_kernels_killed_between_click_and_feedback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(tmp_path / "answers"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    question = next(q for q in load_case("nine-months-on").questions if q.kind == "best_action")
    options = [option.id for option in question.options]
    names = {"id": question.id, "options": options, "count": len(options)}
    rng = random.Random(9)
    acknowledged = kills = 0

    manager = jupyter_client.KernelManager(kernel_name="python3")
    manager.start_kernel()
    try:
        for number in range(6):
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=90)
            if number:
                # The killed kernel's answers, as the next one shows them.
                kept = Store(tmp_path / "answers" / FILE_NAME).history(question.id)
                assert len(kept) >= acknowledged > 0
                assert len(kept) <= acknowledged + kills
                shown = run(client, LOOK.format(**names)).split()
                assert shown == ["SHOWN", kept[-1].response["choice"], str(len(kept))]
                acknowledged = len(kept)
            if number == 5:
                break
            client.execute(CLICKS.format(**names))
            wanted, seen = rng.randint(1, 8), 0
            until = time.monotonic() + 60
            while seen < wanted and time.monotonic() < until:
                seen += drawn(client.get_iopub_msg(timeout=60))
            time.sleep(rng.uniform(0, 0.03))
            pid = manager.provisioner.pid
            os.kill(pid, signal.SIGKILL)
            kills += 1
            # What was on its way to the screen when it died was acknowledged, too.
            acknowledged += seen + sum(map(drawn, remaining(client)))
            client.stop_channels()
            manager.restart_kernel(now=True)
    finally:
        manager.shutdown_kernel(now=True)
    assert kills == 5
    assert acknowledged >= 5
    print({"kernels killed": kills, "acknowledged": acknowledged, "lost": 0})
