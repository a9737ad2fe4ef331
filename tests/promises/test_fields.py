"""Every field is classed open, personal or special, with how long it is kept."""

import pytest
from django.apps import apps

from muster.accounts.field_classes import held


MODELS = {
    model._meta.label: sorted(field.name for field in model._meta.local_fields)
    + sorted(field.name for field in model._meta.local_many_to_many)
    for model in apps.get_models(include_auto_created=True)
}


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_in_one_class(model):
    assert model in held(), f"{model} isn't in accounts/field_classes.toml."
    assert sorted(held()[model].fields) == sorted(MODELS[model])


@pytest.mark.parametrize("model", held())
def test_nothing_is_classed_that_isnt_held(model):
    assert model in MODELS


@pytest.mark.parametrize("model", held())
def test_how_long_it_is_kept_is_said_in_words(model):
    assert " " in held()[model].kept
