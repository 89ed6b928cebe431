"""Survey tables to estimates: loading, proportions with intervals, and what may be printed."""

from __future__ import annotations

from friend_request.survey.errors import SurveyError
from friend_request.survey.estimate import proportions, wilson
from friend_request.survey.load import load_codes, load_estimates

__all__ = ["SurveyError", "load_codes", "load_estimates", "proportions", "wilson"]
