"""Survey tables to estimates: loading, proportions with intervals, and what may be printed."""

from __future__ import annotations

from friend_request.survey.answers import (
    asked,
    crosstab,
    load_synthetic,
    poststratify,
    tally,
)
from friend_request.survey.codebook import codebook, variable, variables
from friend_request.survey.disclosure import suppress
from friend_request.survey.errors import SurveyError
from friend_request.survey.estimate import (
    Comparison,
    difference,
    odds_ratio,
    proportions,
    ratio,
    wilson,
)
from friend_request.survey.load import load_codes, load_estimates
from friend_request.survey.own import compare_with_published, load_survey, safe_crosstab
from friend_request.survey.pool import Pooled, pool

__all__ = [
    "Comparison",
    "Pooled",
    "SurveyError",
    "asked",
    "codebook",
    "compare_with_published",
    "crosstab",
    "difference",
    "load_codes",
    "load_estimates",
    "load_survey",
    "load_synthetic",
    "odds_ratio",
    "pool",
    "poststratify",
    "proportions",
    "ratio",
    "safe_crosstab",
    "suppress",
    "tally",
    "variable",
    "variables",
    "wilson",
]
