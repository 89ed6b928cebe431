"""Your own agency's answers: read strictly (`reading`), compared with care (`comparing`)."""

from friend_request.survey.own.comparing import compare_with_published, safe_crosstab
from friend_request.survey.own.reading import load_survey

__all__ = ["compare_with_published", "load_survey", "safe_crosstab"]
