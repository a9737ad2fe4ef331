"""The signs that stand in a table where a figure would: the Government’s own.

https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/
"""

HIDDEN = "c"
MEANS = {
    HIDDEN: "Hidden: fewer than five pupils are behind the figure, or a hidden figure could"
    " be worked out from it.",
    "z": "Not applicable: there can be no such figure here.",
    "x": "Not available: it was not collected, or has not been published.",
    "–": "Nothing to count, or nothing held.",
}
DEFINITIONS = [{"term": sign, "means": means} for sign, means in MEANS.items()]
