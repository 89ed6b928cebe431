"""Whose computer this is: one's own, a hub's, or one that is thrown away after use."""

from __future__ import annotations

import os

from friend_request.hub import on_hub
from friend_request.widgets.nodes import Node, node
from friend_request.words import words

# What Binder and the like set in the machines that they throw away. An administrator of a workshop
# whose machines are thrown away sets the first.
TEMPORARY = (
    "FRIEND_REQUEST_TEMPORARY",
    "BINDER_SERVICE_HOST",
    "BINDER_REQUEST",
    "BINDER_REF_URL",
    "BINDER_LAUNCH_HOST",
    "COLAB_RELEASE_TAG",
)


def is_temporary() -> bool:
    """Whether this computer disappears after use, with everything on it."""
    return any(os.environ.get(name, "") not in ("", "0") for name in TEMPORARY)


def seen_by_others() -> Node | None:
    """On a hub that lasts: that its administrator can open the learner's file."""
    if not on_hub() or is_temporary():
        return None
    return node("p", words("progress.hub"), class_="fr-small", key="hub")
