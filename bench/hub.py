"""A room of learners on one hub: how long they wait, what they need, whether an answer is lost.

    make bench-hub ARGS="--learners 10"

Starts a hub of its own (deploy/one-machine) on the loopback address and drives it as a room does.
Each learner signs in, opens lesson 1, runs all cells through the real kernel protocol, and answers
every question twice with the messages that the forms' JavaScript sends. Some lose their connection
right after an answer was sent, and some kernels are killed. In the end each learner's file is read
and compared with what they were told is kept.

No browser is drawn: the page, its main scripts and the settings are fetched, and nothing is shown.
The learners share the processor with what they measure.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

import aiohttp
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent))
import hub_messages as form

ROOT = Path(__file__).resolve().parents[1]
LESSON = "friend-request/notebooks/01_nine_months_on.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"
PASSWORD = "a room to measure"
# A learner whose page does not answer for so long gives up; here that ends the measurement.
GIVE_UP = 240


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


def kernel_processes(kernel_id: str) -> list[psutil.Process]:
    """The process of one kernel, known by its connection file."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(f"kernel-{kernel_id}.json" in part for part in process.info["cmdline"] or []):
            found.append(process)
    return found


def processor_seconds(hub: Hub) -> dict[str, float]:
    """Seconds of processor time so far: all servers, all kernels, the hub with its proxy."""
    used = {"servers": 0.0, "kernels": 0.0, "hub and proxy": 0.0}
    top = psutil.Process(hub.process.pid)
    for process in [top, *top.children(recursive=True)]:
        with suppress(psutil.Error):
            times, line = process.cpu_times(), process.cmdline()
            if any("ipykernel" in part for part in line):
                kind = "kernels"
            elif "friend_request.hub" in line:
                kind = "servers"
            else:
                kind = "hub and proxy"
            used[kind] += times.user + times.system
    return used


def memory(hub: Hub, names: list[str]) -> dict[str, list[float]]:
    """Proportional memory in MB: of each learner's server and kernels, and of the hub itself.

    What several processes share is divided among them, so that the sum is what the machine gives.
    """
    servers = dict.fromkeys(names, 0.0)
    kernels = dict.fromkeys(names, 0.0)
    rest = 0.0
    for process in psutil.Process(hub.process.pid).children(recursive=True):
        with suppress(psutil.Error):
            size = process.memory_full_info().pss / 1e6
            name = process.environ().get("JUPYTERHUB_USER", "")
            if name not in servers:
                rest += size
            elif any("ipykernel" in part for part in process.cmdline()):
                kernels[name] += size
            else:
                servers[name] += size
    with suppress(psutil.Error):
        rest += psutil.Process(hub.process.pid).memory_full_info().pss / 1e6
    return {
        "server": list(servers.values()),
        "kernel": list(kernels.values()),
        "both": [servers[name] + kernels[name] for name in names],
        "hub": [rest],
    }


@dataclass
class Watch:
    """The machine, looked at every two seconds."""

    load: list[float] = field(default_factory=list)
    free: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    async def look(self) -> None:
        psutil.cpu_percent()
        while True:
            await asyncio.sleep(2)
            self.load.append(os.getloadavg()[0])
            self.free.append(psutil.virtual_memory().available / 1e9)
            self.busy.append(psutil.cpu_percent())


def percentile(values: list[float], share: float) -> float:
    """The value that so great a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


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


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    """What can be chosen."""
    made = argparse.ArgumentParser(prog="hub.py", description="A room of learners on one hub.")
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
