#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Open the course: `python start.py` (on Windows: `py start.py`), or `make course`.

Authors without `make` use it too: `py start.py --do new-case "Two messages"`.

The first start makes an environment of the course's own in the folder `.venv` and installs into it
what `requirements.lock` lists, each file checked against its hash. Later starts install nothing and
need no network. Nothing outside this folder is changed.

Only Python's standard library is used. The syntax is kept old on purpose, so that an old Python can
still read this file far enough to say that it is too old.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time

OLDEST = (3, 11)
NEWEST = (3, 14)

ROOT = os.path.dirname(os.path.realpath(__file__))
START_PAGE = "notebooks/00_start_here.ipynb"
# An editable install places no shared files, so this program does.
SETTINGS = {
    "overrides.json": os.path.join(
        "share", "jupyter", "lab", "settings", "overrides.d", "friend-request.json"
    ),
    "server.json": os.path.join("etc", "jupyter", "jupyter_server_config.d", "friend-request.json"),
}
STAMP = "friend-request-installed.json"
MARKER = "friend-request-installing"
NEEDED_SPACE = 1500 * 1000 * 1000  # bytes; the environment and, for a moment, the downloads
WINDOWS = os.name == "nt"


class Problem(Exception):
    """Something that stops the start; its text says what to do, and is all that is shown."""


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


# ---------------------------------------------------------------- which Python


def version_problem(version, executable="python3"):
    """Return the sentence for a Python that does not fit, or None if it fits."""
    found = ".".join(str(part) for part in version[:2])
    if tuple(version[:2]) < OLDEST:
        trouble = "is too old"
    elif tuple(version[:2]) > NEWEST:
        trouble = "is newer than this course has been tested with"
    else:
        return None
    return (
        "Python {} ({}) {}: install Python 3.13 from python.org or from your system's packages, "
        "then start again with it{}.".format(
            found,
            executable,
            trouble,
            " (py -3.13 start.py)" if WINDOWS else " (make course PYTHON=python3.13)",
        )
    )


def processor_problem(windows, machine, maxsize, version):
    """Return the sentence for a Python for which some packages do not exist, or None."""
    if maxsize < 2**32:
        found, mend = "a 32-bit Python", "the 64-bit Python 3.13"
    elif windows and machine.upper() == "ARM64" and tuple(version[:2]) < (3, 13):
        found, mend = "Python {}.{} for ARM".format(*version[:2]), "Python 3.13"
    else:
        return None
    return (
        "This is {}, for which some packages do not exist: install {} from python.org, then start "
        "again.".format(found, mend)
    )


def other_pythons():
    """List commands that may be a fitting Python, best first."""
    minors = [13, 12, 14, 11]
    if WINDOWS:
        return [["py", "-3.{}".format(minor)] for minor in minors]
    return [["python3.{}".format(minor)] for minor in minors]


def find_other_python():
    """Return the command of a fitting Python on this machine, or None."""
    code = "import sys, venv, ensurepip; print('%d %d' % sys.version_info[:2])"
    for command in other_pythons():
        if shutil.which(command[0]) is None:
            continue
        try:
            out = subprocess.check_output(
                command + ["-c", code], stderr=subprocess.DEVNULL, timeout=30
            )
            version = tuple(int(part) for part in out.split())
        except (OSError, ValueError, subprocess.SubprocessError):
            continue  # a shim without its Python, or a Python without venv
        if version_problem(version) is None:
            return command
    return None


def venv_problem(system=None, distribution=None, version=None):
    """Return the sentence for a Python that cannot make environments."""
    system = system or platform.system()
    distribution = linux_family() if distribution is None else distribution
    version = version or "{}.{}".format(*sys.version_info[:2])
    mend = "reinstall Python {} from python.org with all its parts".format(version)
    if system == "Linux":
        mends = {
            "debian": "run: sudo apt install python{}-venv".format(version),
            "fedora": "run: sudo dnf install python3 python3-libs",
            "suse": "run: sudo zypper install python3-base python3-pip",
            "arch": "run: sudo pacman -S python",
            "alpine": "run: sudo apk add python3 py3-pip",
        }
        mend = "install your system's package for Python's venv module (often called python3-venv)"
        for family, command in mends.items():
            if family in distribution:
                mend = command
                break
    elif system == "Darwin":
        mend += " or with: brew install python"
    trouble = "This Python cannot make environments (its parts venv and ensurepip are missing)"
    return "{}: {}, then start again.".format(trouble, mend)


def linux_family(path="/etc/os-release"):
    """Return the ids of this Linux and of those it is made from, or ""."""
    try:
        with open(path, encoding="utf-8") as stream:
            pairs = [line.strip().split("=", 1) for line in stream if "=" in line]
    except OSError:
        return ""
    named = {key: value.strip("\"'").lower() for key, value in pairs}
    family = "{} {}".format(named.get("ID", ""), named.get("ID_LIKE", ""))
    return family.replace("ubuntu", "ubuntu debian").replace("rhel", "rhel fedora")


def can_make_environments():
    from importlib.util import find_spec

    return find_spec("venv") is not None and find_spec("ensurepip") is not None


# ---------------------------------------------------------------- the environment


class Environment:
    """One environment: where it is, what goes into it, whether it is as it should be."""

    def __init__(self, root, folder, lock, modules):
        self.root = root
        self.folder = os.path.join(root, folder)
        self.name = folder
        self.lock = os.path.join(root, lock)
        self.modules = modules

    @property
    def python(self):
        parts = ("Scripts", "python.exe") if WINDOWS else ("bin", "python")
        return os.path.join(self.folder, *parts)

    def path(self, name):
        return os.path.join(self.folder, name)

    def fingerprint(self):
        """Hash everything that decides what is installed."""
        digest = hashlib.sha256()
        for name in (self.lock, os.path.join(self.root, "pyproject.toml")):
            with open(name, "rb") as stream:
                digest.update(stream.read().replace(b"\r\n", b"\n"))
            digest.update(b"\0")
        return digest.hexdigest()

    def state(self):
        """Return `ready`, `outdated`, `foreign`, `half`, `broken`, `absent` or `blocked`."""
        if not os.path.lexists(self.folder):
            return "absent"
        if not os.path.isdir(self.folder):
            return "blocked"
        if not os.listdir(self.folder):
            return "absent"
        if os.path.exists(self.path(MARKER)):
            return "half"
        if not self.answers():
            return "broken"
        try:
            with open(self.path(STAMP), encoding="utf-8") as stream:
                stamp = json.load(stream)["fingerprint"]
        except (OSError, ValueError, KeyError, TypeError):
            return "foreign"
        if stamp != self.fingerprint():
            return "outdated"
        return "ready" if self.answers(self.modules) else "broken"

    def answers(self, modules=()):
        """Whether its Python runs, is of a fitting version and finds these modules."""
        code = (
            "import sys; from importlib.util import find_spec; "
            "fits = {!r} <= sys.version_info[:2] <= {!r} and sys.prefix != sys.base_prefix; "
            "sys.exit(not (fits and all(find_spec(m) for m in {!r})))"
        ).format(OLDEST, NEWEST, list(modules))
        try:
            done = subprocess.call(
                [self.python, "-c", code],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=clean_environ(),
                timeout=120,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done == 0

    def write_stamp(self):
        with open(self.path(STAMP), "w", encoding="utf-8") as stream:
            json.dump({"fingerprint": self.fingerprint()}, stream)
        os.remove(self.path(MARKER))


def course_environment(root=ROOT):
    return Environment(
        root, ".venv", "requirements.lock", ["jupyterlab", "notebook", "friend_request"]
    )


def environment_for_tests(root=ROOT):
    return Environment(
        root, ".venv-test", "requirements-dev.lock", ["pytest", "ruff", "friend_request"]
    )


def clean_environ():
    """Return the variables for our own programs, without those that lead Python elsewhere."""
    environ = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"):
        environ.pop(name, None)
    # Packages are compiled when they are first used, which is three times quicker to install than
    # compiling them all. That needs the results to be kept.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ["PYTHONUTF8"] = "1"
    environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return environ


def make_ready(environment, fresh=False):
    """Bring an environment to the state `ready`; do nothing if it is.

    Raises:
        Problem: with the sentence that says what to do.
    """
    state = environment.state()
    if state == "ready" and not fresh:
        place_settings(environment)
        return
    if state == "blocked":
        raise Problem(
            "There is a file called {0} where the folder {0} has to go: move it away, then start "
            "again.".format(environment.name)
        )
    said = {
        "absent": "First start: making the course's own environment in the folder {}.",
        "half": "The last installation did not finish. Making the folder {} again from the start.",
        "broken": "The environment in the folder {} no longer works. Making it again.",
        "foreign": "Installing the course into the environment that is in the folder {}.",
        "outdated": "The course's list of packages has changed. Bringing the folder {} up to date.",
        "ready": "Making the folder {} again, as asked.",
    }
    say(said[state].format(environment.name))
    check_space(environment.root)
    started = time.time()
    if fresh or state in ("absent", "half", "broken"):
        say("Step 1 of 3: making the environment.")
        make_environment(environment)
    else:
        say("Step 1 of 3: keeping the environment as it is.")
    with open(environment.path(MARKER), "w", encoding="utf-8") as stream:
        stream.write("This file is removed when the installation is complete.\n")
    log = environment.path("install.log")
    say("Step 2 of 3: downloading and installing packages. This can take some minutes.")
    install_lock(environment, log)
    say("Step 3 of 3: installing the course itself.")
    install_course(environment, log)
    place_settings(environment)
    if not environment.answers(environment.modules):
        raise Problem(
            "The installation ended, yet the course is not found in {}: start again with --fresh. "
            "The details are in {}.".format(environment.name, log)
        )
    environment.write_stamp()
    say("Installed in {:.0f} seconds.".format(time.time() - started))


def check_space(folder):
    free = shutil.disk_usage(folder).free
    if free < NEEDED_SPACE:
        raise Problem(
            "The disk has {:.1f} GB free and the installation needs {:.1f}: make room, then start "
            "again.".format(free / 1e9, NEEDED_SPACE / 1e9)
        )


def make_environment(environment):
    if not can_make_environments():
        raise Problem(venv_problem())
    try:
        if os.path.islink(environment.folder):
            os.remove(environment.folder)
        elif os.path.isdir(environment.folder):
            shutil.rmtree(environment.folder)
        # Marked before anything else is in it: whatever interrupts us, the next start knows.
        os.makedirs(environment.folder)
        with open(environment.path(MARKER), "w", encoding="utf-8"):
            pass
    except OSError as problem:
        raise Problem(
            "The folder {} cannot be written ({}): close every JupyterLab window of this course, "
            "make sure that the folder is yours, then start again.".format(
                environment.folder, problem.strerror
            )
        )
    command = [sys.executable, "-m", "venv", environment.folder]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=clean_environ()
    )
    if done.returncode:
        told = done.stdout.decode("utf-8", "replace").strip()
        raise Problem("{}\n{}".format(venv_problem(), told))


def locked(name, lock):
    """Return the lines that a lock has for one package, with its hashes, or ""."""
    kept = []
    with open(lock, encoding="utf-8") as stream:
        for line in stream:
            if line.startswith(name + "=="):
                kept = [line]
            elif kept and line.startswith("    --hash"):
                kept.append(line)
            elif kept:
                break
    return "".join(kept)


def fetch_uv(environment, folder, log):
    """Get uv, pinned and hashed in the developers' lock, into a folder; return its command or None.

    uv installs in seconds what takes pip minutes. Where it cannot be had, pip does the work.
    """
    lines = locked("uv", os.path.join(environment.root, "requirements-dev.lock"))
    if not lines:
        return None
    listed = os.path.join(folder, "uv.txt")
    with open(listed, "w", encoding="utf-8") as stream:
        stream.write(lines)
    target = os.path.join(folder, "uv")
    command = [environment.python, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--target", target, "-r", listed]
    if run(command, log) != 0:
        return None
    program = os.path.join(target, "bin", "uv.exe" if WINDOWS else "uv")
    return [program] if os.path.exists(program) else None


def install_lock(environment, log):
    with tempfile.TemporaryDirectory(prefix="uv-", dir=environment.folder) as folder:
        uv = fetch_uv(environment, folder, log)
        if uv is not None:
            # Its cache lies in the environment for the moment, so that files are moved, not copied,
            # and nothing is left in the home folder.
            cache = environment.path("uv-cache")
            command = uv + ["pip", "install", "--python", environment.python]
            command += ["--cache-dir", cache, "--require-hashes", "-r", environment.lock]
            # Many employers' networks are only trusted by the system's own certificates.
            done = run(command + ["--system-certs"], log) and run(command, log)
            shutil.rmtree(cache, ignore_errors=True)
            if done == 0:
                return
            say("The quick way did not work here. Trying again with pip; this takes longer.")
        command = [environment.python, "-m", "pip", "install", "--no-input"]
        command += ["--require-hashes", "-r", environment.lock]
        if run(command, log) != 0:
            raise Problem(
                "The packages could not be installed. If this computer is offline, connect it and "
                "start again; the first start needs the network. Behind a proxy, set HTTPS_PROXY "
                "first. The last lines of {}:\n{}".format(log, tail(log))
            )


def install_course(environment, log):
    """Install the package in place, so that editing the course needs no new installation."""
    command = [environment.python, "-m", "pip", "install", "--no-deps", "--no-build-isolation"]
    command += ["--no-index", "-e", environment.root]
    if run(command, log) != 0:
        raise Problem(
            "The course itself could not be installed: start again with --fresh. The last lines of "
            "{}:\n{}".format(log, tail(log))
        )
    make_link_relative(environment)
    # What lessons read is checked and kept now, so that the first question need not wait for it.
    # A file with a mistake is told of when it is opened.
    run([environment.python, "-m", "friend_request.content"], log)


def make_link_relative(environment):
    """Write the link from the environment to the course as a relative path.

    Python 3.11 on Windows reads such a link in the system's old encoding, so that a folder called
    Übung would not be found. A relative path has none of the folder's name in it, and the whole
    course can be moved.
    """
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    out = subprocess.check_output([environment.python, "-c", code], env=clean_environ())
    packages = out.decode("utf-8").strip()
    link = os.path.join(packages, "_friend_request.pth")
    if os.path.exists(link):
        with open(link, "w", encoding="ascii") as stream:
            stream.write(
                os.path.relpath(os.path.realpath(environment.root), os.path.realpath(packages))
            )


def place_settings(environment):
    """Place what JupyterLab and its server shall do: no news, no updates, text forms on saving."""
    for name, target in SETTINGS.items():
        source = os.path.join(environment.root, "jupyter", name)
        target = environment.path(target)
        with open(source, "rb") as stream:
            wanted = stream.read()
        try:
            with open(target, "rb") as stream:
                if stream.read() == wanted:
                    continue
        except OSError:
            pass
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as stream:
            stream.write(wanted)


def run(command, log):
    """Run a program with its output in a log; say every now and then that it is still at work."""
    started = time.time()
    finished = threading.Event()

    def reassure():
        while not finished.wait(20):
            say("  still at work ({:.0f} seconds)".format(time.time() - started))

    watcher = threading.Thread(target=reassure, daemon=True)
    with open(log, "ab") as stream:
        watcher.start()
        try:
            return subprocess.call(
                command, stdout=stream, stderr=subprocess.STDOUT, env=clean_environ(), cwd=ROOT
            )
        except OSError as problem:
            stream.write("{}\n".format(problem).encode("utf-8", "replace"))
            return 1
        finally:
            finished.set()


def tail(log, lines=12):
    with open(log, encoding="utf-8", errors="replace") as stream:
        return "".join(stream.readlines()[-lines:]).rstrip()


# ---------------------------------------------------------------- opening the course


def jupyter_command(environment, classic, extra):
    """Return the command that opens the course in JupyterLab, or in Notebook 7 if `classic`."""
    if classic:
        module, setting, url = "notebook", "JupyterNotebookApp.default_url", "/notebooks/"
    else:
        module, setting, url = "jupyterlab", "LabApp.default_url", "/lab/tree/"
    command = [environment.python, "-m", module, "--{}={}{}".format(setting, url, START_PAGE)]
    if not any("root_dir" in one or "notebook-dir" in one for one in extra):
        command.append("--ServerApp.root_dir={}".format(environment.root))
    return command + extra


def root_problem(extra):
    """Return the sentence for the administrator's account, which Jupyter refuses, or None."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in extra:
        return (
            "You are working as root, which Jupyter refuses: use an ordinary account, or, if you "
            'know that you need this, add --allow-root (make course ARGS="--allow-root").'
        )
    return None


def own_folder_problem(given):
    """Return the sentence for an agency's folder that is not there, or None."""
    given = given.strip()
    if not given or os.path.isdir(os.path.join(ROOT, os.path.expanduser(given))):
        return None
    return (
        "FRIEND_REQUEST_CONTENT names {}, and there is no such folder. Correct it, or unset it to "
        "use the course's own content only.".format(given)
    )


def open_course(environment, classic, extra):
    problem = root_problem(extra)
    if problem:
        raise Problem(problem)
    command = jupyter_command(environment, classic, extra)
    say(
        "Opening the course in {}. To end it, press Ctrl+C in this window.".format(
            "Notebook" if classic else "JupyterLab"
        )
    )
    os.chdir(environment.root)
    if WINDOWS:
        try:
            return subprocess.call(command, env=clean_environ())
        except KeyboardInterrupt:
            return 0
    # Become Jupyter, so that Ctrl+C and an end by process id reach it and nothing else.
    return os.execve(command[0], command, clean_environ())


def parser():
    found = argparse.ArgumentParser(
        prog="start.py",
        description="Install the course if need be, then open it.",
        epilog="Everything else goes to JupyterLab, for example --no-browser or --port=8890.",
        allow_abbrev=False,
    )
    found.add_argument(
        "--classic", action="store_true", help="open it in Notebook 7, which is simpler"
    )
    found.add_argument("--install-only", action="store_true", help="install, then stop")
    found.add_argument(
        "--tests", action="store_true", help="install what the tests need in .venv-test, then stop"
    )
    found.add_argument(
        "--fresh", action="store_true", help="make the environment again from the start"
    )
    found.add_argument(
        "--do",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="run a command for authors: new-case, preview, content, sources, stale or update",
    )
    return found


def do(environment, command):
    """Run one of the authors' commands in the course's environment; returns its exit code."""
    program = [environment.python, "-m", "friend_request.authoring", "--root", environment.root]
    try:
        return subprocess.call(program + command, env=clean_environ(), cwd=environment.root)
    except KeyboardInterrupt:
        return 0


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    trouble = version_problem(sys.version_info, sys.executable)
    if trouble:
        other = find_other_python() if sys.version_info >= (3, 6) else None
        if other is None:
            raise Problem(trouble)
        found = "{}.{}".format(*sys.version_info[:2])
        say("Python {} does not fit; using {}.".format(found, " ".join(other)))
        return subprocess.call(other + [os.path.abspath(__file__)] + list(arguments))
    trouble = processor_problem(WINDOWS, platform.machine(), sys.maxsize, sys.version_info)
    if trouble:
        raise Problem(trouble)
    options, extra = parser().parse_known_args(arguments)
    if not (options.install_only or options.tests):
        trouble = own_folder_problem(os.environ.get("FRIEND_REQUEST_CONTENT", ""))
        if trouble:
            raise Problem(trouble)
    environment = environment_for_tests() if options.tests else course_environment()
    make_ready(environment, fresh=options.fresh)
    if options.install_only or options.tests:
        say("Ready: {}".format(environment.name))
        return 0
    if options.do is not None:
        return do(environment, options.do)
    return open_course(environment, options.classic, extra)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit("\n{}".format(problem))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next start takes up from here.")
