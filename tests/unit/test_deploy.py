"""One hub for many: its settings, each learner's copy, and the load test's own messages."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from traitlets.config import Config

from bench.hub import messages
from friend_request import hub
from friend_request.content import load_lesson, load_question
from friend_request.hub import NOTE, copy_course
from friend_request.progress import Store
from friend_request.widgets.answers import AnswersForm
from friend_request.widgets.computer import TEMPORARY
from friend_request.widgets.form import Form
from friend_request.widgets.lists import LessonsForm
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.take_along import AlongForm
from friend_request.widgets.views import VIEWS
from friend_request.words import words

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy" / "one-machine"
TRIAL = {
    "FRIEND_REQUEST_COURSE": "/srv/course",
    "FRIEND_REQUEST_HUB_TRIAL": "/srv/trial",
    "FRIEND_REQUEST_HUB_PORT": "8123",
    "FRIEND_REQUEST_HUB_INNER_PORT": "8124",
    "FRIEND_REQUEST_HUB_PROXY_PORT": "8125",
    "FRIEND_REQUEST_HUB_PROXY": "/srv/proxy",
    "FRIEND_REQUEST_HUB_PASSWORD": "not a secret",
}


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


# ---------------------------------------------------------------- the hub's settings


def settings(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> Config:
    """What jupyterhub_config.py sets, read as JupyterHub reads it."""
    for name in TRIAL:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    made = Config()
    runpy.run_path(str(DEPLOY / "jupyterhub_config.py"), {"get_config": lambda: made})
    return made


def test_everywhere_it_limits_memory_ends_idle_servers_and_copies_the_course(monkeypatch):
    c = settings(monkeypatch, {})
    assert c.Spawner.mem_limit == "1G"
    assert c.Spawner.environment["FRIEND_REQUEST_COURSE"] == "/opt/friend-request"
    assert c.Spawner.default_url.endswith("/friend-request/notebooks/00_start_here.ipynb")
    (service,) = c.JupyterHub.services
    idle = next(int(a.split("=")[1]) for a in service["command"] if a.startswith("--timeout="))
    # A room talks for an hour, and nobody's page may go dead for it.
    assert 3600 < idle <= 4 * 3600
    (role,) = c.JupyterHub.load_roles
    assert role["services"] == [service["name"]]
    assert set(role["scopes"]) == {
        "list:users", "read:users:activity", "read:servers", "delete:servers",
    }  # fmt: skip


def test_what_is_only_for_a_trial_is_not_set_on_a_real_hub(monkeypatch):
    real, trial = settings(monkeypatch, {}), settings(monkeypatch, TRIAL)
    for name in ("bind_url", "authenticator_class", "spawner_class", "db_url"):
        assert name not in real.JupyterHub
        assert name in trial.JupyterHub
    assert "allow_all" not in real.Authenticator
    assert "args" not in real.Spawner
    assert "args" not in trial.Spawner, "as root only when it was asked for"


def test_a_trial_listens_on_this_computer_only(monkeypatch):
    c = settings(monkeypatch, TRIAL)
    addresses = (c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url)
    assert addresses == tuple(f"http://127.0.0.1:{port}" for port in (8123, 8124, 8125))


def test_a_trial_gives_each_learner_a_home_and_a_limit(monkeypatch):
    c = settings(monkeypatch, TRIAL)
    home = c.SimpleLocalProcessSpawner.home_dir_template
    assert home.format(username="ayaan") == "/srv/trial/homes/ayaan"
    pattern = re.compile(c.Authenticator.username_pattern)
    assert pattern.fullmatch("learner-007")
    for name in ("..", "../ayaan", "a/b", "", ".hidden", "A" * 40):
        assert not pattern.fullmatch(name), name
    assert c.Spawner.cmd[-2:] == ["-m", "friend_request.hub"]
    if "prlimit" in c.Spawner.cmd[0]:
        assert f"--data={1024**3}" in c.Spawner.cmd


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_the_trials_limit_stops_a_greedy_cell_and_nothing_smaller():
    small, greedy = "x = bytearray(50 * 10**6)", "x = bytearray(2 * 10**9)"
    for code, fine in ((small, True), (greedy, False)):
        line = ["prlimit", f"--data={1024**3}", sys.executable, "-c", code]
        done = subprocess.run(line, capture_output=True, text=True)
        assert (done.returncode == 0) is fine, done.stderr
        assert fine or "MemoryError" in done.stderr


def test_the_page_on_kubernetes_says_what_the_hub_that_we_run_does(monkeypatch):
    text = (ROOT / "deploy" / "kubernetes.md").read_text("utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    values, c = yaml.safe_load(block), settings(monkeypatch, {})
    learner = values["singleuser"]
    assert learner["memory"]["limit"] == c.Spawner.mem_limit
    assert learner["defaultUrl"] == c.Spawner.default_url
    assert learner["startTimeout"] == c.Spawner.start_timeout
    assert learner["cmd"][1:] == c.Spawner.cmd[1:]
    assert set(learner["extraEnv"]) == set(c.Spawner.environment)
    assert f"--target-repo-dir {learner['extraEnv']['FRIEND_REQUEST_COURSE']} " in text
    command = c.JupyterHub.services[0]["command"]
    assert f"--timeout={values['cull']['timeout']}" in command
    assert f"--max-age={values['cull']['maxAge']}" in command
    name, tag = learner["image"]["name"], learner["image"]["tag"]
    assert f"--image-name {name}:{tag} " in text


def test_the_proxys_lock_has_hashes_and_no_address_of_a_registry():
    lock = json.loads((DEPLOY / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert "node_modules/configurable-http-proxy" in packages
    for one in packages.values():
        assert one["integrity"].startswith("sha512-")
        assert "resolved" not in one


def test_the_hubs_packages_are_the_courses_and_a_few_more():
    def pinned(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text("utf-8")
        return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))

    ours, hubs = pinned("requirements.lock"), pinned("requirements-hub.lock")
    assert {"jupyterhub", "jupyterhub-idle-culler"} <= set(hubs)
    assert {name: hubs.get(name) for name in ours} == ours
    text = (ROOT / "requirements-hub.lock").read_text("utf-8")
    assert not re.search(r"\w+://|--(extra-)?index-url|--find-links|@ ", text)


@pytest.mark.skipif(sys.platform == "win32", reason="no hub there")
def test_the_start_refuses_root_and_names_the_way_on(monkeypatch, tmp_path):
    run = loaded(DEPLOY / "run.py")
    monkeypatch.setattr(run.start, "make_ready", lambda environment: None)
    monkeypatch.setattr(run, "install_proxy", lambda folder: tmp_path / "proxy")
    monkeypatch.setattr(run.os, "geteuid", lambda: 0)
    with pytest.raises(run.start.Problem, match="--allow-root"):
        run.main(["--folder", str(tmp_path)])
    called: list[Any] = []
    monkeypatch.setattr(run.os, "execve", lambda *given: called.append(given))
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000)
    monkeypatch.chdir(tmp_path)
    run.main(["--folder", str(tmp_path / "trial"), "--port", "8130"])
    ((program, line, environ),) = called
    assert program == line[0] == run.environment().python
    assert str(DEPLOY / "jupyterhub_config.py") in line
    assert environ["FRIEND_REQUEST_HUB_PORT"] == "8130"
    assert len(environ["FRIEND_REQUEST_HUB_PASSWORD"]) >= 12
    assert "FRIEND_REQUEST_HUB_ALLOW_ROOT" not in environ
    assert (tmp_path / "trial").stat().st_mode & 0o077 == 0
    # Every variable that the settings ask for is given.
    asked = re.findall(
        r'environ(?:\.get\(|\[)"(\w+)"', (DEPLOY / "jupyterhub_config.py").read_text()
    )
    optional = {"FRIEND_REQUEST_HUB_ALLOW_ROOT", "FRIEND_REQUEST_HUB_LOG"}
    assert set(asked) - optional <= set(environ)


# ---------------------------------------------------------------- a copy for each learner


def notebook(text: str, results: str = "") -> str:
    outputs = [{"output_type": "stream", "name": "stdout", "text": results}] if results else []
    cell = {"cell_type": "code", "source": text, "metadata": {}, "outputs": outputs}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for name, text in {
        "notebooks/01.ipynb": notebook("one"),
        "exercises/01.ipynb": notebook("..."),
        "docs/privacy.md": "first",
        "docs/images/large.png": "picture",
        "notebooks/.ipynb_checkpoints/01.ipynb": notebook("old"),
        "tests/test.py": "not for learners",
    }.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "course"


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_learner_gets_the_lessons_and_nothing_else(course, tmp_path):
    home = tmp_path / "home"
    assert copy_course(course, home).new == 3
    assert names(home) == {"notebooks/01.ipynb", "exercises/01.ipynb", "docs/privacy.md", NOTE}
    assert copy_course(course, home) == hub.Copied()


def test_a_new_version_reaches_a_lesson_that_was_only_run(course, tmp_path):
    home = tmp_path / "home"
    copy_course(course, home)
    (home / "notebooks/01.ipynb").write_text(notebook("one", "was run"), "utf-8")
    assert copy_course(course, home) == hub.Copied(), "what was run is left as it is"
    assert "was run" in (home / "notebooks/01.ipynb").read_text("utf-8")
    (course / "notebooks/01.ipynb").write_text(notebook("two"), "utf-8")
    (course / "docs/privacy.md").write_text("second", "utf-8")
    assert copy_course(course, home).renewed == 2
    assert (home / "notebooks/01.ipynb").read_text("utf-8") == notebook("two")
    assert (home / "docs/privacy.md").read_text("utf-8") == "second"


def test_what_a_learner_wrote_stays(course, tmp_path):
    home = tmp_path / "home"
    copy_course(course, home)
    (home / "exercises/01.ipynb").write_text(notebook("my own work"), "utf-8")
    (home / "notebooks/mine.ipynb").write_text(notebook("notes"), "utf-8")
    for _ in range(2):
        (course / "exercises/01.ipynb").write_text(notebook("... ..."), "utf-8")
        made = copy_course(course, home)
        assert (made.renewed, made.left) == (0, 1)
        assert "my own work" in (home / "exercises/01.ipynb").read_text("utf-8")
    assert (home / "notebooks/mine.ipynb").exists()


def test_a_deleted_lesson_comes_back_and_a_lost_note_overwrites_nothing(course, tmp_path):
    home = tmp_path / "home"
    copy_course(course, home)
    (home / "notebooks/01.ipynb").unlink()
    assert copy_course(course, home).new == 1
    (home / NOTE).write_text("{", "utf-8")
    (home / "docs/privacy.md").write_text("my remarks", "utf-8")
    (course / "docs/privacy.md").write_text("second", "utf-8")
    assert copy_course(course, home).left == 1
    assert (home / "docs/privacy.md").read_text("utf-8") == "my remarks"


def test_a_server_starts_although_nothing_can_be_copied(course, tmp_path, monkeypatch, caplog):
    (tmp_path / "friend-request").write_text("a file where the folder has to go", "utf-8")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv(hub.SOURCE, str(course))
    hub._load_jupyter_server_extension(None)
    assert "could not be copied" in caplog.text


def test_nothing_is_copied_where_no_hub_asks_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.delenv(hub.SOURCE, raising=False)
    hub._load_jupyter_server_extension(None)
    assert list(tmp_path.iterdir()) == []
    extensions = json.loads((ROOT / "jupyter/server.json").read_text("utf-8"))["ServerApp"]
    assert extensions["jpserver_extensions"]["friend_request.hub"] is True


# ---------------------------------------------------------------- what the learner is told


def shown(form: Form) -> str:
    form.refresh()
    return json.dumps(form.spec["nodes"], ensure_ascii=False)


def test_on_a_hub_the_learner_is_told_who_can_look(tmp_path, monkeypatch):
    store = Store(tmp_path / "progress.sqlite3")
    told = json.dumps(words("progress.hub"), ensure_ascii=False)
    forms = [AlongForm(store), AnswersForm(store), LessonsForm(store)]
    for name in ("JUPYTERHUB_USER", *TEMPORARY):
        monkeypatch.delenv(name, raising=False)
    assert not any(told in shown(form) for form in forms)
    monkeypatch.setenv("JUPYTERHUB_USER", "ayaan")
    assert all(told in shown(form) for form in forms)
    # Binder runs on a hub, and says something else: the place will be gone.
    monkeypatch.setenv("BINDER_SERVICE_HOST", "binder")
    assert not any(told in shown(form) for form in forms)


# ---------------------------------------------------------------- the load test


GALLERY = ("weekly", "one-star", "no-names", "double", "strength", "share", "stranger", "before",
           "reply")  # fmt: skip
QUESTIONS = [*load_lesson("01").questions, *(f"gallery.{name}" for name in GALLERY)]


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_the_load_test_answers_as_a_browser_does(question_id, tmp_path):
    store = Store(tmp_path / "progress.sqlite3")
    question = load_question(question_id)
    made = QuestionForm(question, store)
    made.refresh()
    assert not messages.shows_result(made.spec)
    sent: list[dict[str, Any]] = []
    steps = 2 if question.kind == "write_reply" else 1
    for step in range(steps):
        values = messages.values(made.spec, random.Random(step), f"token{step}")
        for field in messages.texts(made.spec):
            assert "token" in values[field]
        made._receive(made, messages.draft(values), [])
        action, arg = messages.main_button(made.spec)
        made._receive(made, messages.act(action, arg, values), [])
        assert made.spec["problem"] == ""
        assert messages.shows_result(made.spec)
        sent.append(values)
    on_disk = [dict(e.response) for e in store.entries() if e.what == "answer"]
    assert len(on_disk) == steps
    assert messages.kept(sent, on_disk) == steps


def test_every_kind_of_question_is_among_them():
    kinds = {load_question(one).kind for one in QUESTIONS}
    assert kinds == set(VIEWS)


def test_the_load_test_notices_a_lost_answer():
    sent = [{"choice": "a"}, {"choice": "b"}, {"rate-x": "best", "rate-y": "risky"}]
    there = [{"choice": "b"}, {"ratings": {"x": "best", "y": "risky"}}, {"choice": "c"}]
    assert messages.kept(sent, there) == 2
    assert messages.kept([{"choice": "a"}] * 2, [{"choice": "a"}]) == 1
    assert messages.kept([{"text": "what I said"}], [{"text": "what I"}]) == 0


def test_the_load_test_finds_the_questions_of_lesson_1():
    path = ROOT / "notebooks" / "01_nine_months_on.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    found = [one for one in map(messages.question_of, sources) if one]
    assert list(dict.fromkeys(found)) == load_lesson("01").questions


def test_the_load_tests_messages_are_those_of_form_js():
    """The words of the protocol stand in both, and nothing but this test compares them."""
    script = (ROOT / "friend_request/widgets/form.js").read_text("utf-8")
    assert 'send({ type: "act", action: button.dataset.action, arg, values: values() })' in script
    assert 'model.send({ type: "draft", values: values() })' in script
    assert set(messages.act("submit", "", {})) == {"type", "action", "arg", "values"}
    assert messages.act("submit", "", {})["type"] == "act"
    assert set(messages.draft({})) == {"type", "values"}
    assert messages.draft({})["type"] == "draft"
