"""Run a hub with the course on this computer, to try it out: `make hub`.

Installs what it needs into `.venv-hub` (Python) and `.hub` (the proxy, with npm), each file checked
against the hash in its lock, and starts JupyterHub on the loopback address: nobody outside this
computer can reach it. Everything of the trial is in `.hub`; delete that folder to begin anew.

Not for Windows: JupyterHub does not run there.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import start  # noqa: E402  (it stands at the top of the project)

MODULES = ["jupyterhub", "jupyterhub_idle_culler", "jupyterlab", "notebook", "friend_request"]
PROXY = Path("node_modules", ".bin", "configurable-http-proxy")
LISTED = ("package.json", "package-lock.json")


def environment() -> start.Environment:
    """The environment in which the hub and its learners' servers run."""
    return start.Environment(str(ROOT), ".venv-hub", "requirements-hub.lock", MODULES)


def install_proxy(folder: Path) -> Path:
    """Install the hub's proxy into a folder, unless it is there, and return its program.

    Raises:
        start.Problem: if Node is missing or the installation fails.
    """
    program = folder / PROXY
    current = all(
        (folder / name).is_file() and (folder / name).read_bytes() == (HERE / name).read_bytes()
        for name in LISTED
    )
    if current and program.exists():
        return program
    if shutil.which("npm") is None:
        raise start.Problem(
            "The hub's proxy runs on Node, and npm is not here: install Node 20 or newer (Debian: "
            "apt install npm), then start again."
        )
    start.say("Installing the hub's proxy with npm.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in LISTED:
        shutil.copy(HERE / name, folder / name)
    log = folder / "install.log"
    with log.open("ab") as stream:
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=folder,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    if done.returncode or not program.exists():
        (folder / LISTED[1]).unlink(missing_ok=True)
        raise start.Problem(
            f"The hub's proxy could not be installed: look at {log.relative_to(ROOT)}."
        )
    return program


def free_port() -> int:
    """A port on the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(
    folder: Path, proxy: Path, port: int, password: str, root: bool = False
) -> dict[str, str]:
    """What tells `jupyterhub_config.py` that this is a trial, and where."""
    made = start.clean_environ()
    # The proxy's program is found by its path, and Node by this.
    made["PATH"] = os.pathsep.join([str(Path(environment().python).parent), made.get("PATH", "")])
    made.update(
        FRIEND_REQUEST_COURSE=str(ROOT),
        FRIEND_REQUEST_HUB_TRIAL=str(folder),
        FRIEND_REQUEST_HUB_PORT=str(port),
        FRIEND_REQUEST_HUB_INNER_PORT=str(free_port()),
        FRIEND_REQUEST_HUB_PROXY_PORT=str(free_port()),
        FRIEND_REQUEST_HUB_PROXY=str(proxy),
        FRIEND_REQUEST_HUB_PASSWORD=password,
        CONFIGPROXY_AUTH_TOKEN=secrets.token_hex(32),
    )
    if root:
        made["FRIEND_REQUEST_HUB_ALLOW_ROOT"] = "1"
    return made


def command() -> list[str]:
    """The command that runs the hub."""
    config = HERE / "jupyterhub_config.py"
    return [environment().python, "-m", "jupyterhub", "--config", str(config)]


def parser() -> argparse.ArgumentParser:
    """The options of `make hub`."""
    made = argparse.ArgumentParser(prog="run.py", description="Try a hub on this computer.")
    made.add_argument("--port", type=int, default=8000, help="on which it listens (8000)")
    made.add_argument("--folder", type=Path, default=ROOT / ".hub", help="where everything is kept")
    made.add_argument("--install-only", action="store_true", help="install, then stop")
    made.add_argument("--allow-root", action="store_true", help="run as root all the same")
    return made


def main(arguments: list[str] | None = None) -> None:
    """Install what is missing and become the hub.

    Raises:
        start.Problem: with the sentence that says what to do.
    """
    options = parser().parse_args(arguments)
    if start.WINDOWS:
        raise start.Problem("JupyterHub does not run on Windows; use Linux, macOS or WSL.")
    start.make_ready(environment())
    proxy = install_proxy(ROOT / ".hub")
    if options.install_only:
        start.say("Ready: .venv-hub")
        return
    if os.geteuid() == 0 and not options.allow_root:
        raise start.Problem(
            "You are working as root, which Jupyter refuses: use an ordinary account, or, if you "
            'know that you need this, add --allow-root (make hub ARGS="--allow-root").'
        )
    folder = options.folder.resolve()
    (folder / "homes").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    password = os.environ.get("FRIEND_REQUEST_HUB_PASSWORD") or secrets.token_urlsafe(9)
    start.say(f"The hub: http://127.0.0.1:{options.port}   Any name; password: {password}")
    start.say(
        "This is a trial. Whoever knows the password can sign in under any name, and all learners "
        "run under your account. For a real room, see deploy/one-machine/README.md. To end it, "
        "press Ctrl+C."
    )
    sys.stdout.flush()
    os.chdir(folder)
    line = command()
    # Become the hub, so that Ctrl+C and an end by process id reach it and nothing else.
    made = variables(folder, proxy, options.port, password, options.allow_root)
    os.execve(line[0], line, made)  # noqa: S606


if __name__ == "__main__":
    try:
        main()
    except start.Problem as problem:
        sys.exit(f"\n{problem}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
