"""The truth of the synthetic survey: the share of each answer, what goes with what, and why.

Targets are taken from published figures where there are any; the rest are assumptions and say so.
"""

from __future__ import annotations

N = 600
NO_ANSWER = "no answer"

# Share of each answer among those asked. The source is the study and measure in
# published_estimates.csv, or "assumption": such a target must never be quoted as evidence.
MARGINALS: dict[str, tuple[dict[str, float], str]] = {
    "age_group": (
        {"under 30": 0.18, "30-39": 0.28, "40-49": 0.24, "50-59": 0.20, "60 or over": 0.10},
        "assumption; mean age 37.1 in Afsahi2014",
    ),
    "gender": (
        {"woman": 0.78, "man": 0.20, "another or not said": 0.02},
        "Afsahi2014 has_personal_profile (note: 78% women); the rest is an assumption",
    ),
    "profession": (
        {
            "social worker": 0.30,
            "psychologist": 0.22,
            "counsellor": 0.18,
            "psychiatrist": 0.08,
            "nurse": 0.10,
            "youth worker": 0.12,
        },
        "assumption",
    ),
    "setting": (
        {
            "community": 0.25,
            "hospital": 0.15,
            "school": 0.13,
            "private practice": 0.20,
            "child welfare": 0.15,
            "youth project": 0.12,
        },
        "assumption",
    ),
    "mainly_young_clients": ({"yes": 0.40}, "assumption"),
    "has_personal_profile": (
        {"yes": 0.84},
        "has_personal_profile pooled, self-report 84.0%; Afsahi2014 86%, Burns2024 92%",
    ),
    "heavy_use": (
        {"yes": 0.60},
        "between SageQuinn2014 uses_many_times_daily 66.7% and Dawkins2017 uses_daily 54.6%",
    ),
    "profile_type": (
        {"personal only": 0.65, "professional only": 0.08, "both": 0.27},
        "COTO2013 professional_use 25%; the split is an assumption",
    ),
    "privacy_level": (
        {"public": 0.12, "partial": 0.35, "maximum": 0.53},
        "Brew2013 private_settings 48-63% and privacy_partial 26-31%; MacDonald2010 63%",
    ),
    "content_not_for_clients": (
        {"yes": 0.45},
        "content_not_for_clients: Tunick2011 and Brew2013 about 50%",
    ),
    "received_request_client": (
        {"yes": 0.28},
        "received_request_client: Tunick2011 25%, Brown2014 19.4%, Mishna2019 48%",
    ),
    "received_request_former": ({"yes": 0.22}, "assumption (no survey asked)"),
    "accepted_request_current": (
        {"yes": 0.05},
        "Viskic2021 accepted_request_client 5.6% (medical students)",
    ),
    "accepted_request_former": (
        {"yes": 0.15},
        "assumption; Moubarak2011 would_decide_case_by_case 15%",
    ),
    "searched_client": (
        {"yes": 0.37},
        "searched_client pooled 37.0%; Mishna2019 36%, Eichenberg2016 39.6%",
    ),
    "search_reason": (
        {
            "care or assessment": 0.52,
            "curiosity": 0.27,
            "safety": 0.10,
            "contact": 0.07,
            "other": 0.04,
        },
        "Mishna2019 search_reason_care 60%, search_reason_curiosity 27%; the rest is an assumption",
    ),
    "searched_without_consent": (
        {"yes": 0.70},
        "HarrisRK2014 searched_without_consent over 80%; ChinaPTG2024 sought_consent 60.4%",
    ),
    "told_client": (
        {"yes": 0.25},
        "told_client: BenYakov2015 14%, Gershengoren2019 10%, ChinaPTG2024 56.8%",
    ),
    "discussed_with_supervisor": (
        {"yes": 0.55},
        "BenYakov2015 discussed_with_supervisor 83%; Mishna2019 not_discussed_supervisor 41%",
    ),
    "accidental_discovery": ({"yes": 0.28}, "KolmesTaube2014 accidental_discovery 27.8%"),
    "client_found_me": (
        {"yes": 0.35, "no": 0.35, "don't know": 0.30},
        "EichenbergSawyer2016 35.7% of clients; CoxTTG client_disclosed_search one in five",
    ),
    "workplace_policy": (
        {"yes": 0.42, "no": 0.28, "don't know": 0.30},
        "Brown2024 has_policy 44.8%; Laliberte2016 no_policy 37.3%, policy_unaware 41.6%",
    ),
    "had_training": (
        {"yes": 0.20},
        "SageQuinnFitch2013 no_training 83%, Thabrew2018 10.3%; set above on purpose",
    ),
    "informal_ict_contact": (
        {"yes": 0.76},
        "informal_ict_contact: Mishna2019 78%, BlitCohen2021 74%",
    ),
    "harm_experienced": (
        {"yes": 0.22},
        "harm_experienced: Burns2024 21.9%, Pendergrast2021 23.3%",
    ),
    "search_acceptability": (
        {"never": 0.34, "sometimes": 0.58, "always": 0.08},
        "Mishna2019 search_unacceptable_attitude 34%; the split of the rest is an assumption",
    ),
    "confidence_managing_boundaries": (
        {"not at all": 0.10, "a little": 0.23, "fairly": 0.34, "very": 0.23, "completely": 0.10},
        "assumption (mean 3.0); YWSN2008 feels_equipped 35-42%",
    ),
}

# question answered with -> (predictor, odds ratio, source). Conditional on the other predictors.
ASSOCIATIONS: dict[str, list[tuple[str, float, str]]] = {
    "mainly_young_clients": [("young_setting", 8.0, "assumption")],
    "has_personal_profile": [
        ("age_band", 0.6, "Bosslet2011 has_personal_profile 93.5 / 79.4 / 41.6%, moderated")
    ],
    "privacy_maximum": [
        ("had_training", 1.8, "Brew2013 private_settings 48.1% to 63.2%: odds ratio 1.85")
    ],
    "content_not_for_clients": [
        ("workplace_policy", 1.0, "Barlow2015 posted_unprofessional_self (note: no effect)")
    ],
    "received_request_client": [
        ("five_years", 1.3, "Bosslet2011 received_request_client 34.5% against 7.8%, moderated"),
        ("mainly_young_clients", 2.0, "ArefAdib2020 treats_clients_with_digital_risk, moderated"),
    ],
    "received_request_former": [("five_years", 1.3, "assumption")],
    "accepted_request_current": [
        ("youth_worker", 2.0, "Viskic2021 accepted_request_client 28.2% against 5.6%; assumption")
    ],
    "accepted_request_former": [
        ("youth_worker", 2.0, "Viskic2021 accepted_request_client 28.2% against 5.6%; assumption")
    ],
    "searched_client": [
        ("heavy_use", 1.8, "Chester2017 searched_client (note: 1.83 times)"),
        ("hospital", 1.8, "Deen2013 searched_client_frequent (note)"),
        ("psychologist", 1.3, "ChinaPTG2024 searched_client (note)"),
        ("psychiatrist", 9.0, "Gershengoren2019 searched_client 83.3%: the extreme small group"),
    ],
    "searched_without_consent": [("workplace_policy", 0.7, "assumption; Sage2017 (note)")],
    "told_client": [("consent", 4.0, "assumption")],
    "discussed_with_supervisor": [("workplace_policy", 1.8, "assumption; Sage2017 (note)")],
    "accidental_discovery": [
        ("mainly_young_clients", 2.0, "ArefAdib2020 treats_clients_with_digital_risk, moderated")
    ],
    "workplace_policy": [
        ("harm_experienced", 2.0, "Chretien2009 org_has_policy 51% against 18%, moderated")
    ],
    "informal_ict_contact": [
        ("private_practice", 1.5, "Mishna2019, related article (no percentage)"),
        ("under_30", 0.7, "Mishna2019, related article (no percentage)"),
    ],
    "harm_experienced": [
        ("public_profile", 2.5, "Royan2023 harm_experienced 70% against 39%, moderated"),
        ("woman", 1.1, "Pendergrast2021 harm_experienced 24.2% against 21.9%"),
        ("child_welfare", 1.6, "assumption; press report on Burns2024"),
    ],
}

MEDIAN_YEARS = 9
AGE_ACCEPTABILITY = -0.25  # rank correlation; ePACI2022 r = 0.308 with conservative views
# Asked and left open, on purpose: the questions that people skip in real surveys.
LEFT_OPEN = {
    "years_practice": 0.02,
    "content_not_for_clients": 0.05,
    "searched_without_consent": 0.04,
    "harm_experienced": 0.03,
    "search_acceptability": 0.02,
    "confidence_managing_boundaries": 0.02,
}
# How likely each profession is to work in each setting, before fitting to the two margins.
AFFINITY = {
    "social worker": (3, 1, 1, 1, 5, 1),
    "psychologist": (2, 2, 2, 5, 1, 0.5),
    "counsellor": (2, 0.5, 4, 5, 0.5, 1),
    "psychiatrist": (1, 8, 0.1, 3, 0.2, 0.1),
    "nurse": (4, 6, 1, 0.2, 0.5, 0.3),
    "youth worker": (2, 0.2, 2, 0.1, 1.5, 9),
}
