"""The hub to be measured: one of its own, started and ended."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sqlite3
import subprocess
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a room to measure"


def trial() -> ModuleType:
    """deploy/one-machine/run.py, which lies in no package."""
    path = ROOT / "deploy" / "one-machine" / "run.py"
    spec = importlib.util.spec_from_file_location("trial_hub", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


class Hub:
    """A hub that runs in a folder of its own until it is ended."""

    def __init__(self, folder: Path) -> None:
        run = trial()
        self.folder = folder
        (folder / "homes").mkdir()
        port = run.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "hub.log"
        proxy = ROOT / ".hub" / run.PROXY
        environ = run.variables(folder, proxy, port, PASSWORD, os.geteuid() == 0)
        environ["FRIEND_REQUEST_HUB_LOG"] = "WARN"
        with self.log.open("wb") as stream:
            self.process = subprocess.Popen(
                run.command(), cwd=folder, env=environ, stdout=stream, stderr=subprocess.STDOUT
            )

    async def ready(self) -> None:
        """Wait until it answers."""
        async with aiohttp.ClientSession() as web:
            for _ in range(240):
                if self.process.poll() is not None:
                    break
                with suppress(aiohttp.ClientError):
                    async with web.get(f"{self.url}/hub/health") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.25)
        raise SystemExit(f"The hub did not start:\n{self.log.read_text()[-3000:]}")

    def end(self) -> None:
        """End it and its learners' servers."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def answers(self, name: str) -> dict[str, list[dict[str, Any]]]:
        """What a learner's file holds: for each question the responses."""
        path = self.folder / "homes" / name / ".local/share/friend-request/progress.sqlite3"
        found: dict[str, list[dict[str, Any]]] = {}
        if path.exists():
            connection = sqlite3.connect(path)
            rows = connection.execute("SELECT question_id, response FROM log WHERE what = 'answer'")
            for question_id, response in rows:
                found.setdefault(question_id, []).append(json.loads(response))
            connection.close()
        return found
