"""Forms in the GOV.UK way: `{{ form.name }}` is a whole field, `{{ form }}` all of them.

A field's widget chooses the component. Its label, help text and errors go in; a widget's
`attrs={"class": "govuk-input--width-10"}` go through. The page also prints
`{{ error_summary(form) }}` above its heading.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup


# Django's own words, which name nothing.
UNSAID = str(forms.Field.default_error_messages["required"])
# How labels begin and end, by which the sentence for an empty field is written: “What was
# agreed” or “By when”; “In words”; “Paid on”; “A parent”.
OF_CLAUSES = {"what", "who", "whom", "whose", "why", "how", "when", "where", "which"}
BEFORE_CLAUSES = {"as", "between", "by", "from", "into", "on", "to", "under", "with"}
UNFINISHED = {"in", "as", "against", "is", "you", "at", "from", "on", "said"}
UNFINISHED |= {"agreed", "coloured", "counted"}
OF_DAYS = {"on", "from", "until", "by"}
DETERMINED = {"the", "a", "an", "its", "your", "their", "this", "these", "each", "any"}


class Field(BoundField):
    """One field of a form, drawn by the component its widget asks for."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str):
        super().__init__(form, field, name)
        # Before anything is checked, and on this form's own copy of the field.
        if str(field.error_messages.get("required", "")) == UNSAID:
            field.error_messages["required"] = self.asked_for()

    def asked_for(self) -> str:
        """What to say when it was left empty, as a sentence whatever the label is: “Say
        what was agreed”, “Enter the last day”, “Choose a school”."""
        label = str(self.label).rstrip("?:. ")
        first, *rest = label.split()
        kept = len(first) > 1 and first.isupper()
        said = label if kept else label[:1].lower() + label[1:]
        words = said.replace(",", "").replace(":", "").split()
        if OF_CLAUSES & {*words[: 1 + (words[0] in BEFORE_CLAUSES)]}:
            return f"Say {said}"
        if words[0] in UNFINISHED:
            return f"Fill in “{label}”"
        if words[-1] in OF_DAYS:
            return f"Enter the day for “{label}”"
        chosen = hasattr(self.field, "choices") or isinstance(
            self.field, forms.FileField | forms.BooleanField
        )
        article = "" if words[0] in DETERMINED else "the "
        return f"{'Choose' if chosen else 'Enter'} {article}{said}"

    def __str__(self) -> str:
        return self.as_widget() if self.is_hidden else self.component()

    def __html__(self) -> str:
        return str(self)

    def component(self, **more: Any) -> Markup:
        """The field as its component; `more` overrides the component's parameters."""
        name, params = _component_for(self)
        return _components().__getattr__(name)(**params | more)

    @property
    def error_message(self) -> dict[str, str] | None:
        return {"text": " ".join(self.errors)} if self.errors else None

    def common(self) -> dict[str, Any]:
        attrs = dict(self.field.widget.attrs)
        return {
            "name": self.html_name,
            "hint": {"text": self.help_text} if self.help_text else None,
            "errorMessage": self.error_message,
            "classes": attrs.pop("class", ""),
            "autocomplete": attrs.pop("autocomplete", None),
            "inputmode": attrs.pop("inputmode", None),
            "attributes": attrs,
        }

    def boxed(self) -> dict[str, Any]:
        """For a component that is one box with a label."""
        value = self.value()
        return self.common() | {
            "id": self.auto_id,
            "label": {"text": self.label, "classes": "govuk-label--s"},
            "value": "" if value is None else str(value),
        }

    def grouped(self) -> dict[str, Any]:
        """For a component that is a set of choices under a legend."""
        legend = {"text": self.label, "classes": "govuk-fieldset__legend--s"}
        return self.common() | {
            "idPrefix": self.auto_id,
            "fieldset": {"legend": legend},
            "items": self.items("checked"),
        }

    def items(self, chosen_word: str) -> list[dict[str, Any]]:
        value = self.value()
        many = value if isinstance(value, list | tuple | set) else [value]
        chosen = {"" if one is None else str(one) for one in many}
        return [
            {
                "value": str(choice),
                "text": str(text),
                chosen_word: str(choice) in chosen,
            }
            for choice, text in self.field.choices
        ]


def _component_for(field: Field) -> tuple[str, dict[str, Any]]:
    """The component's name and its parameters. Children of a class come before it."""
    match field.field.widget:
        case forms.CheckboxSelectMultiple():
            return "checkboxes", field.grouped()
        case forms.RadioSelect():
            return "radios", field.grouped()
        case forms.CheckboxInput():
            return "checkboxes", _single(field)
        case forms.SelectMultiple() | forms.MultiWidget():
            raise TypeError(f"“{field.name}”: there is no component for this widget.")
        case forms.Select():
            return "select", field.boxed() | {"items": field.items("selected")}
        case forms.FileInput() as widget:
            params = field.boxed() | {"multiple": bool(widget.allow_multiple_selected)}
            return "file_upload", params | {"value": None, "javascript": True}
        case forms.PasswordInput():
            return "password_input", field.boxed() | {"value": None}
        case forms.Textarea():
            params = field.boxed()
            return "textarea", params | {"rows": params["attributes"].pop("rows", 5)}
        case forms.widgets.Input() as widget:
            # A number box drops what was typed wrong, so it can't be shown back.
            kind = "text" if widget.input_type == "number" else widget.input_type
            return "input", field.boxed() | {"type": kind}
    raise TypeError(f"“{field.name}”: there is no component for this widget.")


def _single(field: Field) -> dict[str, Any]:
    item = {"value": "on", "text": field.label, "checked": bool(field.value())}
    return field.common() | {"idPrefix": field.auto_id, "items": [item]}


class Renderer(DjangoTemplates):
    """The form renderer of the whole project (settings.FORM_RENDERER)."""

    bound_field_class = Field
    form_template_name = "design/form.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> SafeString:
        if template_name == self.form_template_name:
            return mark_safe(get_template(template_name).render(context))
        return super().render(template_name, context, request)


def has_errors(forms_on_page: Iterable[forms.BaseForm]) -> bool:
    return any(form.errors for form in forms_on_page)


def error_summary(*forms_on_page: forms.BaseForm) -> Markup:
    """The box at the top of a page that lists what to put right, each a link to it."""
    problems = [problem for form in forms_on_page for problem in problems_of(form)]
    if not problems:
        return Markup("")
    return _components().error_summary(
        titleText="There is a problem", errorList=problems
    )


def problems_of(form: forms.BaseForm) -> list[dict[str, str]]:
    whole = [{"text": str(error)} for error in form.non_field_errors()]
    return whole + [
        {"text": str(error), "href": f"#{field.auto_id}"}
        for field in form
        for error in field.errors
    ]


def _components() -> Any:
    # The environment asks this module for its globals, so it can't be imported above.
    return get_template("design/form.html").backend.env.globals["govuk"]
