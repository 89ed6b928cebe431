"""What the hub and its learners take of the machine: processor, memory, load."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from bench.hub.trial import Hub


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
