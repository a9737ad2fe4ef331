"""Jinja, with the GOV.UK components and ours to hand in every template.

{{ govuk.button(text="Save") }}          any component of the GOV.UK Design System,
                                         by its name with underscores
{{ muster.key_figures(figures) }}        ours: templates/design/components.html
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jinja2
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from markupsafe import Markup

from muster.design import filters, forms, symbols


OURS = "design/components.html"


class GovukComponents:
    """Finds the macro on first use: most pages use four or five of the forty."""

    def __init__(self, templates: jinja2.Environment):
        self._templates = templates

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        folder = name.replace("_", "-")
        path = f"govuk_frontend_jinja/components/{folder}/macro.html"
        try:
            module = self._templates.get_template(path).module
        except jinja2.TemplateNotFound:
            raise AttributeError(f"There is no GOV.UK component “{folder}”.") from None
        macro = getattr(module, "govuk" + name.title().replace("_", ""))
        component = partial(_call, macro)
        setattr(self, name, component)
        return component


class OurComponents:
    def __init__(self, templates: jinja2.Environment):
        self._templates = templates

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        return getattr(self._templates.get_template(OURS).module, name)


def _call(macro: Callable[[dict[str, Any]], Markup], **params: Any) -> Markup:
    return macro(params)


def environment(**options: Any) -> jinja2.Environment:
    options["loader"] = jinja2.ChoiceLoader(
        [
            options["loader"],
            jinja2.PrefixLoader(
                {"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}
            ),
        ]
    )
    # The macros read parameters nobody gave; Django's own choice for DEBUG prints them.
    options["undefined"] = jinja2.Undefined
    templates = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, **options)
    templates.globals.update(
        error_summary=forms.error_summary,
        get_messages=get_messages,
        govuk=GovukComponents(templates),
        has_errors=forms.has_errors,
        htmx_script=htmx_script,
        muster=OurComponents(templates),
        static=static,
        symbols=symbols.DEFINITIONS,
        url=address,
    )
    templates.filters.update(filters.ALL)
    return templates


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """{{ url("explore:school", pk=3) }}"""
    return reverse(name, args=args or None, kwargs=kwargs or None)
