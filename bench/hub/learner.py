"""A learner in the room: the page, the kernel, the answers, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import aiohttp

from bench.hub import messages as form
from bench.hub.machine import kernel_processes
from bench.hub.trial import PASSWORD, Hub

LESSON = "friend-request/notebooks/01_nine_months_on.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"
# A learner whose page does not answer for so long gives up; here that ends the measurement.
GIVE_UP = 240


@dataclass
class Model:
    """A widget as the browser knows it."""

    state: dict[str, Any]
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    drafts_kept: int = 0

    @property
    def spec(self) -> form.Spec:
        return self.state.get("spec") or {}


@dataclass
class Answer:
    """One answer that was acknowledged: after how long, and how many seconds into the run."""

    question: str
    values: dict[str, Any]
    at: float
    seconds: float
    undisturbed: bool


class Learner:
    """One person with a browser, from the sign-in page to the last answer."""

    def __init__(self, name: str, hub: Hub, chance: random.Random, think: float) -> None:
        self.name, self.hub, self.chance, self.think = name, hub, chance, think
        self.times: dict[str, float] = {}
        self.answers: list[Answer] = []
        self.doubtful = self.reconnected = self.killed = self.again = self.found_again = 0
        self.lost_view = 0
        self.kernel = ""
        self.session = uuid.uuid4().hex
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.reader: asyncio.Task[None] | None = None
        self.models: dict[str, Model] = {}
        self.cells: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.open_cells: set[str] = set()
        self.all_run = asyncio.Event()
        self.restarted = asyncio.Event()
        self.errors: list[str] = []

    # -- the page

    async def sign_in(self, web: aiohttp.ClientSession) -> None:
        """From the sign-in page to a server of one's own."""
        self.web = web
        self.begun = time.perf_counter()
        login = f"{self.hub.url}/hub/login"
        async with web.get(login) as answer:
            await answer.read()
        token = web.cookie_jar.filter_cookies(answer.url)["_xsrf"].value
        data = {"username": self.name, "password": PASSWORD, "_xsrf": token}
        async with web.post(login, data=data) as answer:
            await answer.read()
            here = answer.url.path
        own = f"/user/{self.name}/"
        while not here.startswith(own):
            if self._passed() > GIVE_UP:
                raise TimeoutError(f"{self.name}: no server; last at {here}")
            await asyncio.sleep(1)
            async with web.get(f"{self.hub.url}/hub/spawn-pending/{self.name}") as answer:
                await answer.read()
                here = answer.url.path
        self.base = f"{self.hub.url}{own}"
        self.times["server"] = self._passed()

    def _passed(self) -> float:
        return time.perf_counter() - self.begun

    async def open_lesson(self) -> None:
        """The page with its main scripts, its settings, the notebook and its kernel."""
        async with self.web.get(f"{self.base}lab/tree/{LESSON}") as answer:
            page = await answer.text()
            here = str(answer.url)
        for script in re.findall(r'<script[^>]* src="([^"]+)"', page):
            await self._fetch(urljoin(here, script))
        for part in ("lab/api/settings", "lab/api/workspaces/default", "api/kernelspecs"):
            await self._fetch(self.base + part)
        async with self.web.get(f"{self.base}api/contents/{LESSON}") as answer:
            answer.raise_for_status()
            cells = (await answer.json())["content"]["cells"]
        self.sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        body = {"path": LESSON, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        async with self.web.post(
            f"{self.base}api/sessions", json=body, headers=self._token()
        ) as answer:
            answer.raise_for_status()
            self.kernel = (await answer.json())["kernel"]["id"]
        await self._connect()
        self.times["kernel"] = self._passed()

    def _token(self) -> dict[str, str]:
        cookies = self.web.cookie_jar.filter_cookies(aiohttp.client.URL(self.base))
        return {"X-XSRFToken": cookies["_xsrf"].value}

    async def _fetch(self, url: str) -> None:
        async with self.web.get(url) as answer:
            await answer.read()

    # -- the kernel

    async def _connect(self) -> None:
        address = f"{self.base}api/kernels/{self.kernel}/channels?session_id={self.session}"
        self.socket = await self.web.ws_connect(address, max_msg_size=0, origin=self.hub.url)
        self.reader = asyncio.create_task(self._read(self.socket))

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for each in socket:
            if each.type == aiohttp.WSMsgType.TEXT:
                self._take(json.loads(each.data))

    async def _send(self, message: dict[str, Any]) -> str:
        assert self.socket is not None
        await self.socket.send_str(json.dumps(message))
        return str(message["header"]["msg_id"])

    def _take(self, got: dict[str, Any]) -> None:
        kind, content = got["header"]["msg_type"], got["content"]
        parent = got.get("parent_header", {}).get("msg_id", "")
        if kind == "comm_open" and content.get("target_name") == "jupyter.widget":
            self.models[content["comm_id"]] = Model(content["data"]["state"])
        elif kind == "comm_msg":
            self._take_comm(content)
        elif kind in ("execute_result", "display_data") and WIDGET in content["data"]:
            source = self.cells.get(parent, "")
            question_id = form.question_of(source)
            if question_id:
                self.shown[parent] = content["data"][WIDGET]["model_id"]
                self.times.setdefault("first question", self._passed())
        elif kind == "execute_reply" and parent in self.open_cells:
            if content["status"] != "ok":
                self.errors.append(f"{self.name}: {content.get('evalue', content['status'])}")
            self.open_cells.discard(parent)
            if not self.open_cells:
                self.all_run.set()
        elif kind == "status" and content.get("execution_state") in (
            "restarting",
            "autorestarting",
        ):
            self.restarted.set()

    def _take_comm(self, content: dict[str, Any]) -> None:
        model, data = self.models.get(content["comm_id"]), content["data"]
        if model is None:
            return
        if data.get("method") == "update":
            model.state.update(data["state"])
            if "spec" in data["state"]:
                model.changed.set()
        elif data.get("method") == "custom" and data["content"].get("type") == "kept":
            model.drafts_kept += 1

    async def run_all(self) -> None:
        """Run ▸ Run All Cells."""
        self.models.clear()
        self.cells.clear()
        self.shown.clear()
        self.all_run.clear()
        requests = [form.execute(source, self.session) for source in self.sources]
        for request, source in zip(requests, self.sources, strict=True):
            self.cells[request["header"]["msg_id"]] = source
        self.open_cells = set(self.cells)
        for request in requests:
            await self._send(request)
        await asyncio.wait_for(self.all_run.wait(), GIVE_UP)
        self.times.setdefault("all run", self._passed())

    def forms(self) -> list[tuple[str, str]]:
        """(question id, model id) of every question in the lesson, from top to bottom."""
        return [
            (form.question_of(source) or "", self.shown[sent])
            for sent, source in self.cells.items()
            if sent in self.shown
        ]

    # -- answering

    async def answer_all(self, started: float, faults: dict[int, str]) -> None:
        """Answer each question of the lesson; `faults` says what goes wrong at which."""
        for place in range(len(self.forms())):
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.think)
            fault = faults.get(place)
            if fault == "kill before":
                await self._kernel_dies()
            await self._answer(place, started, fault or "")

    async def _answer(self, place: int, started: float, fault: str) -> None:
        question_id, model_id = self.forms()[place]
        model = self.models[model_id]
        token = uuid.uuid4().hex
        sent = form.values(model.spec, self.chance, token)
        drafts = {name: sent[name] for name in form.texts(model.spec) if name in sent}
        if drafts:
            await self._send(self._custom(model_id, form.draft(sent)))
            await asyncio.sleep(0.3)
        action, arg = form.main_button(model.spec)
        before = model.spec["serial"]
        model.changed.clear()
        at = time.perf_counter()
        await self._send(self._custom(model_id, form.act(action, arg, sent)))
        if fault == "drop":
            await self._connection_drops()
        elif fault == "kill after":
            self.doubtful += 1
            await self._kernel_dies()
            # The form is a new one; whoever got no feedback answers once more.
            await self._answer(place, started, "")
            return
        try:
            while model.spec["serial"] == before:
                model.changed.clear()
                await asyncio.wait_for(model.changed.wait(), 10 if fault else 60)
        except TimeoutError:
            self.doubtful += 1
            self.again += 1
            if self.again > 5:
                raise
            await self._answer(place, started, "")
            return
        taken = time.perf_counter() - at
        if model.spec.get("problem") or not form.shows_result(model.spec):
            self.errors.append(f"{self.name}: {question_id}: {model.spec.get('problem')!r}")
            return
        self.answers.append(Answer(question_id, sent, at - started, taken, not fault))
        # Of a reply the first version is in now; the rating and a second version follow, once.
        if not rated(sent) and rated(form.values(model.spec, self.chance, token)):
            await self._answer(place, started, "")

    def _custom(self, model_id: str, content: dict[str, Any]) -> dict[str, Any]:
        return form.message("comm_msg", form.custom(model_id, content), self.session)

    # -- what goes wrong

    async def _connection_drops(self) -> None:
        """The network is gone for a moment; the page connects again, as JupyterLab does."""
        assert self.socket is not None
        assert self.reader is not None
        self.reader.cancel()
        # Without a goodbye, as when a telephone changes from one network to another.
        transport = self.socket.get_extra_info("socket")
        with suppress(OSError):
            if transport is not None:
                transport.shutdown(2)
        await self.socket.close()
        await asyncio.sleep(self.chance.uniform(1, 4))
        await self._connect()
        self.reconnected += 1

    async def _kernel_dies(self) -> None:
        """The kernel is killed. The server starts another; the learner runs all cells again."""
        self.restarted.clear()
        acknowledged = {answer.question for answer in self.answers}
        (process,) = kernel_processes(self.kernel)
        process.send_signal(signal.SIGKILL)
        self.killed += 1
        await asyncio.wait_for(self.restarted.wait(), 60)
        await self.run_all()
        for question_id, model_id in self.forms():
            if question_id in acknowledged:
                if form.shows_result(self.models[model_id].spec):
                    self.found_again += 1
                else:
                    self.lost_view += 1

    async def leave(self) -> None:
        """Close the page."""
        if self.reader is not None:
            self.reader.cancel()
        if self.socket is not None:
            await self.socket.close()


def rated(values: dict[str, Any]) -> bool:
    """Whether these are the values of a reply's second step."""
    return any(name.startswith("rubric-") for name in values)
