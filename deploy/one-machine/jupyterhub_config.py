"""JupyterHub's settings for the course on one machine.

Two uses, one file:

- `make hub` runs it on this computer only, to try it out. It then finds `FRIEND_REQUEST_HUB_TRIAL`
  among the variables, with the folder in which everything of the trial lies.
- Put into The Littlest JupyterHub's folder `jupyterhub_config.d`, it adds to what is there: the
  course, the limits and the end of idle servers. README.md beside this file says how.

The numbers to change are the ones in capitals.
"""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

# Where the course was put; every learner's server copies its lessons from there. All can read it,
# and only the administrator can write it.
COURSE = os.environ.get("FRIEND_REQUEST_COURSE", "/opt/friend-request")
# The Python in which the course is installed. The Littlest JupyterHub keeps the learners' Python
# apart from its own.
PYTHON = "/opt/tljh/user/bin/python" if find_spec("tljh") else sys.executable
# Of memory, for each learner. A lesson with its figures takes about a quarter of this; see
# bench/hub_results.md.
MEMORY = "1G"
# After so many seconds without any traffic a learner's server is stopped. Answers are on the disk
# by then. It is long, because people in a room talk.
IDLE = 2 * 60 * 60
# After so many seconds it is stopped in any case: a tab that is left open overnight goes on asking.
LONGEST = 14 * 60 * 60
# Forty people who press the button at once have to wait for one another, not to be turned away.
PATIENCE = 240

c = get_config()  # noqa: F821  (JupyterHub provides it)

# ---------------------------------------------------------------- on every machine

c.Spawner.environment = {
    "FRIEND_REQUEST_COURSE": COURSE,
    # Small tables gain nothing from threads, and a machine full of learners loses by them.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
# As jupyterhub-singleuser, in half the time.
c.Spawner.cmd = [PYTHON, "-m", "friend_request.hub"]
c.Spawner.default_url = "/lab/tree/friend-request/notebooks/00_start_here.ipynb"
c.Spawner.mem_limit = MEMORY
c.Spawner.start_timeout = PATIENCE
c.Spawner.http_timeout = PATIENCE
c.JupyterHub.allow_named_servers = False

c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={IDLE}",
            f"--max-age={LONGEST}",
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]

# ---------------------------------------------------------------- only for a trial on this computer

if trial := os.environ.get("FRIEND_REQUEST_HUB_TRIAL"):
    folder = Path(trial)
    port = os.environ.get("FRIEND_REQUEST_HUB_PORT", "8000")
    # Everybody has the same password, can sign in under any name, and runs under your account.
    # That is no protection of one learner from another: nobody outside this computer gets in.
    c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['FRIEND_REQUEST_HUB_INNER_PORT']}"
    c.ConfigurableHTTPProxy.api_url = (
        f"http://127.0.0.1:{os.environ['FRIEND_REQUEST_HUB_PROXY_PORT']}"
    )
    c.JupyterHub.authenticator_class = "shared-password"
    c.SharedPasswordAuthenticator.user_password = os.environ["FRIEND_REQUEST_HUB_PASSWORD"]
    c.Authenticator.allow_all = True
    # A name becomes a folder's name.
    c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_-]{0,30}"
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "homes" / "{username}")
    if prlimit := shutil.which("prlimit"):
        # This spawner only tells its servers of the limit. Linux holds each program to it.
        limit = int(MEMORY.removesuffix("G")) * 1024**3
        c.Spawner.cmd = [prlimit, f"--data={limit}", PYTHON, "-m", "friend_request.hub"]
    if os.environ.get("FRIEND_REQUEST_HUB_ALLOW_ROOT"):
        c.Spawner.args = ["--allow-root"]
    c.JupyterHub.db_url = f"sqlite:///{folder / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
    c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")
    c.ConfigurableHTTPProxy.command = os.environ["FRIEND_REQUEST_HUB_PROXY"]
    c.JupyterHub.cleanup_servers = True
    c.Application.log_level = os.environ.get("FRIEND_REQUEST_HUB_LOG", "INFO")
