"""What the components page shows: invented figures, one of everything."""

from django import forms


class ExampleForm(forms.Form):
    school = forms.CharField(
        label="School",
        help_text="Its name, URN or LAESTAB",
        error_messages={"required": "Enter a school"},
    )
    period = forms.ChoiceField(
        label="Period",
        choices=[
            ("2025-26/HT1", "Autumn half-term 1"),
            ("2025-26/HT2", "Autumn half-term 2"),
        ],
    )
    rules = forms.ChoiceField(
        label="Counted under",
        widget=forms.RadioSelect,
        choices=[("census", "The census’s rules"), ("roll", "Children on roll today")],
        error_messages={"required": "Choose which rules to count under"},
    )
    groups = forms.MultipleChoiceField(
        label="Groups",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("fsm", "Free school meals"), ("sen", "Special educational needs")],
    )
    starting = forms.CharField(
        label="Starting on",
        help_text="For example, 01/09/2025",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the first day"},
    )
    file = forms.FileField(label="Marks", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    certain = forms.BooleanField(
        label="I have checked these figures",
        error_messages={"required": "Check the figures, then say so"},
    )


SCHOOLS = [
    ("Ashdown Primary", "Primary", 214, "95.1%", "12.2%", "1.4%"),
    ("Beacon Hill Academy", "Secondary", 1042, "90.6%", "24.8%", "4.1%"),
    ("Fernleigh Special School", "Special", 96, "87.9%", "31.3%", None),
    ("Harrow Lane Juniors", "Primary", 311, "94.7%", "13.5%", "1.0%"),
    ("The Linden Centre", "Pupil referral unit", 41, "61.4%", "78.0%", "39.0%"),
]

ROWS = [
    [{"text": name, "href": "#tables"}, phase, f"{pupils:,}", rate, often]
    + [{"hidden": True} if severe is None else severe]
    for name, phase, pupils, rate, often, severe in SCHOOLS
]
