# The analysis of lesson 13 as somebody writes it who has pandas, statsmodels and matplotlib, and no
# course: the same tables, intervals and figures. Cells are divided by "# %%", as in many editors.

# %%
import json
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

# %%
package = json.loads(Path("datapackage.json").read_text(encoding="utf-8"))
(table,) = (r for r in package["resources"] if r["name"] == "synthetic_clinician_survey")
fields = {f["name"]: f for f in table["schema"]["fields"]}
survey = pd.read_csv("synthetic_clinician_survey.csv", dtype=str, keep_default_na=False)
survey = survey.mask(survey.isin(["", "no answer"]))
for name, f in fields.items():
    if "categories" in f:
        kind = pd.CategoricalDtype(f["categories"], ordered=bool(f.get("categoriesOrdered")))
        survey[name] = survey[name].astype(kind)
columns = ["data_kind", "profession", "setting", "has_personal_profile", "searched_client"]
survey[columns].head(3)


# %%
def tally(frame, question, by=None):
    """Counts, shares and Wilson's intervals of the answers to a question."""
    keys = [by] if by else []
    counts = frame.groupby([*keys, question], observed=False).size().rename("count").reset_index()
    total = counts.groupby(by, observed=False)["count"].transform("sum") if by else None
    counts["denominator"] = counts["count"].sum() if total is None else total
    counts["percent"] = 100 * counts["count"] / counts["denominator"]
    some = counts["denominator"] > 0
    low, high = proportion_confint(
        counts.loc[some, "count"], counts.loc[some, "denominator"], method="wilson"
    )
    counts.loc[some, "low"], counts.loc[some, "high"] = 100 * low, 100 * high
    return counts


def cross(frame, rows, columns):
    """A cross-table of counts with the percentages of each row."""
    counts = pd.crosstab(frame[rows], frame[columns], margins=True)
    shares = 100 * counts.div(counts["All"], axis=0)
    return counts.join(shares, rsuffix=" %")


def intervals(rows, labels, title):
    """A dot with its interval for each row."""
    _, axes = plt.subplots(figsize=(8, 0.5 * len(rows) + 1.5))
    places = range(len(rows))[::-1]
    distances = [rows["percent"] - rows["low"], rows["high"] - rows["percent"]]
    axes.errorbar(rows["percent"], places, xerr=distances, fmt="s", capsize=3)
    axes.set_yticks(places, labels)
    axes.set_xlim(0, 100)
    axes.set_xlabel("per cent, with 95% intervals")
    axes.set_title(title, loc="left")
    plt.show()


# %%
pd.DataFrame([{"column": n, "question": f["description"]} for n, f in fields.items()])

# %%
requests = tally(survey, "received_request_client")
requests

# %%
tally(survey, "content_not_for_clients")

# %%
policy = tally(survey, "workplace_policy")
policy

# %%
searched = tally(survey, "searched_client")
searched

# %%
estimates = pd.read_csv("published_estimates.csv")
use = (estimates["measure"] == "searched_client") & estimates["poolable"]
known = estimates["denominator"].notna() & estimates["count"].notna()
studies = estimates[use & known].copy()
low, high = proportion_confint(studies["count"], studies["denominator"], method="wilson")
studies["percent"] = 100 * studies["count"] / studies["denominator"]
studies["low"], studies["high"] = 100 * low, 100 * high
intervals(studies, studies["study"], "Had searched online for a client or patient")

# %%
by_setting = tally(survey, "searched_client", by="setting")
said_yes = by_setting[by_setting["searched_client"] == "yes"]
intervals(said_yes, said_yes["setting"], "Had ever searched for a client, by place of work")

# %%
confint_proportions_2indep(51, 92, 172, 508, compare="diff", method="newcomb")

# %%
display(cross(survey, "setting", "profession")[["All", "psychiatrist", "psychiatrist %"]])

# %%
others = survey[survey["profession"] != "psychiatrist"]
display(cross(others, "setting", "searched_client")[["All", "yes", "yes %"]])

# %%
confint_proportions_2indep(28, 64, 157, 488, compare="diff", method="newcomb")

# %%
display(cross(survey, "search_acceptability", "searched_client")[["All", "yes", "yes %"]])

# %%
psychiatrist = survey["profession"] == "psychiatrist"
group = survey["setting"].astype("string").mask(psychiatrist, "psychiatrists, anywhere")
split = tally(survey.assign(group=group), "searched_client", by="group")
split = split[split["searched_client"] == "yes"]
enough = split[split["denominator"] >= 20].sort_values("percent", ascending=False)
intervals(enough, enough["group"], "Had ever searched for a client")
