import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.design.forms import error_summary, has_errors


class Everything(forms.Form):
    text = forms.CharField(
        label="Its name",
        help_text="As it is written",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "data-x": "1"}),
    )
    email = forms.EmailField(label="Email address")
    many = forms.IntegerField(label="How many", required=False)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}))
    period = forms.ChoiceField(
        label="Period", choices=[("HT1", "Autumn 1"), ("HT2", "Autumn 2")]
    )
    rules = forms.ChoiceField(
        label="Rules",
        widget=forms.RadioSelect,
        choices=[("a", "Census"), ("b", "Roll")],
    )
    groups = forms.MultipleChoiceField(
        label="Groups",
        widget=forms.CheckboxSelectMultiple,
        choices=[("fsm", "Free meals"), ("sen", "Needs")],
    )
    sure = forms.BooleanField(label="I am sure")
    file = forms.FileField(label="UPN file")
    kept = forms.CharField(widget=forms.HiddenInput, initial="7")


GIVEN = {
    "text": "Ash <b>Primary</b>",
    "email": "a@b.example",
    "many": "lots",
    "secret": "words",
    "note": "Line",
    "period": "HT2",
    "rules": "b",
    "groups": ["sen"],
    "sure": "on",
    "kept": "7",
}


@pytest.fixture
def form():
    return Everything(GIVEN, {"file": SimpleUploadedFile("marks.csv", b"x")})


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "text",
            ['class="govuk-input govuk-input--width-10"', 'data-x="1"', "As it is"],
        ),
        ("text", ['value="Ash &lt;b&gt;Primary&lt;/b&gt;"']),
        ("email", ['type="email"', 'value="a@b.example"']),
        ("secret", ["govuk-password-input", 'type="password"']),
        ("note", ["<textarea", 'rows="3"', ">Line</textarea>"]),
        ("period", ["<select", '<option value="HT2" selected>']),
        ("rules", ['id="id_rules"', 'value="b" checked', "<legend"]),
        ("groups", ['value="sen" checked', 'value="fsm"']),
        ("sure", ["govuk-checkboxes__input", 'value="on" checked', "I am sure"]),
        ("file", ['type="file"', "govuk-file-upload"]),
        ("kept", ['type="hidden"', 'value="7"']),
    ],
)
def test_a_widget_is_drawn_by_its_component(form, name, wanted):
    drawn = str(form[name])
    for part in wanted:
        assert part in drawn


def test_a_password_is_never_sent_back(form):
    assert "words" not in str(form["secret"])


def test_what_was_typed_wrong_is_shown_back(form):
    assert 'value="lots"' in str(form["many"])
    assert 'type="text"' in str(form["many"])


def test_printing_a_form_draws_every_field(form):
    drawn = str(form)
    assert all(f"id_{name}" in drawn for name in Everything.base_fields)


def test_the_summary_links_to_each_field_with_a_problem():
    form = Everything({"text": "Ash", "period": "HT9"})
    form.add_error(None, "These two can’t both be right.")
    drawn = error_summary(form)
    assert has_errors([form])
    assert "These two can’t both be right." in drawn
    for name in ("email", "period", "rules", "groups", "sure", "file"):
        assert f'href="#id_{name}"' in drawn
        assert 'govuk-error-message">' in str(form[name])
        assert f'id="id_{name}"' in str(form[name])


def test_a_form_with_nothing_wrong_has_no_summary(form):
    form.fields["many"].required = False
    form.data = GIVEN | {"many": ""}
    assert error_summary(form) == ""
    assert not has_errors([form])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("text", "Enter its name"),
        ("rules", "Choose the rules"),
        ("file", "Choose the UPN file"),
    ],
)
def test_an_empty_field_is_asked_for_by_its_name(name, sentence):
    assert Everything({})[name].errors == [sentence]


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("What was agreed", "Say what was agreed"),
        ("Why", "Say why"),
        ("By when", "Say by when"),
        ("Which letter", "Say which letter"),
        ("Last day", "Enter the last day"),
        ("A CSV of payments", "Enter a CSV of payments"),
        ("UPN", "Enter the UPN"),
        ("Your answer", "Enter your answer"),
        ("Paid on", "Enter the day for “Paid on”"),
        ("In a few words", "Fill in “In a few words”"),
        ("others who take part", "Enter the others who take part"),
    ],
)
def test_what_an_empty_field_says_is_a_sentence_whatever_its_label(label, sentence):
    class Asked(forms.Form):
        text = forms.CharField(label=label)

    assert Asked({})["text"].errors == [sentence]


def test_words_of_its_own_stay(rf):
    class Own(forms.Form):
        day = forms.CharField(error_messages={"required": "Say which day"})

    assert Own({})["day"].errors == ["Say which day"]


@pytest.mark.parametrize("widget", [forms.SelectMultiple, forms.SplitDateTimeWidget])
def test_a_widget_with_no_component_is_refused_not_drawn_badly(widget):
    class Odd(forms.Form):
        odd = forms.Field(widget=widget)

    with pytest.raises(TypeError, match="no component"):
        str(Odd()["odd"])


def test_a_widget_of_another_kind_altogether_is_refused():
    class Odd(forms.Form):
        odd = forms.Field(widget=forms.Widget)

    with pytest.raises(TypeError, match="no component"):
        str(Odd()["odd"])
