"""What a notebook of this course looks like on the disk after it was saved.

JupyterLab stores for each widget a pointer to something that lives in the kernel. On the next day
that thing is gone, and the page would read "Error displaying widget: model not found" in place of
every case and question. So the pointers are left out on saving, and the text form, which is stored
beside each of them, is what a learner sees until Run All.
"""

from __future__ import annotations

import logging
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_log = logging.getLogger(__name__)


def keep_text_forms(model: dict[str, Any], **_more: Any) -> None:
    """Leave widget pointers out of a notebook that is being saved (a hook before saving).

    Only notebooks that use this course are touched, and only outputs that have a text form too.
    Nothing here may keep a notebook from being saved.

    Args:
        model: Jupyter's contents model; changed in place.
    """
    try:
        if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
            return
        cells = model["content"].get("cells", [])
        sources = ("".join(cell.get("source", "")) for cell in cells)
        if not any("friend_request" in source for source in sources):
            return
        for cell in cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if WIDGET_VIEW in data and "text/plain" in data:
                    del data[WIDGET_VIEW]
    except Exception:
        _log.exception("A notebook is saved with its widgets' pointers")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "friend_request.saving"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Jupyter's server calls this at its start, as `jupyter/server.json` asks it to."""
    server.contents_manager.register_pre_save_hook(keep_text_forms)
