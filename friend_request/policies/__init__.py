"""Building a policy: settings, matters and positions from `data/policy`, and three documents.

`models` and `load` read the files, `choices` holds what a learner has chosen, `kept` finds it in
their log and keeps it there, `compose` makes the documents. Nothing here knows about widgets.
"""

from friend_request.policies.choices import OWN, Choices, Decision, from_plain
from friend_request.policies.compose import compose, file_stem
from friend_request.policies.load import (
    load_groups,
    load_matters,
    load_setting,
    load_settings,
)
from friend_request.policies.models import AUDIENCES, SETTINGS, Audience, Matter, Position

__all__ = [
    "AUDIENCES",
    "OWN",
    "SETTINGS",
    "Audience",
    "Choices",
    "Decision",
    "Matter",
    "Position",
    "compose",
    "file_stem",
    "from_plain",
    "load_groups",
    "load_matters",
    "load_setting",
    "load_settings",
]
