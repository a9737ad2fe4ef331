"""The programme names no child: a pupil’s number is refused wherever words are kept."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models

from muster.programme import Refused
from muster.programme.no_child import WORDS, refuse_pupil_numbers
from muster.programme.plans import changing, standing
from muster.programme.reading import Unreadable, read
from muster.tables.upn import check_letter, holds_upn, without_upns


BODY = "820432118001"
UPN = check_letter(BODY) + BODY


MODELS = list(apps.get_app_config("programme").get_models())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_number_is_refused_in_any_words_of_any_record(model):
    said = f"Seen at home: {UPN}."
    for field in model._meta.concrete_fields:
        if isinstance(field, WORDS):
            value = {"1": [said]} if isinstance(field, models.JSONField) else said
            with pytest.raises(Refused, match="No child is named here"):
                refuse_pupil_numbers(model, model(**{field.attname: value}))


def test_a_note_with_a_number_is_refused_and_nothing_is_kept(action):
    with pytest.raises(Refused):
        changing.note(action, f"Met {UPN.lower()}", on=date(2026, 3, 2), by="chair")
    assert not standing.of_one(action, date(2026, 3, 2)).notes


def test_a_document_with_a_number_is_refused_by_its_place():
    paper = f"Proposed Actions,Success Measures,Responsibility,Date\nMeet {UPN},Met,Ash,May\n"
    with pytest.raises(Unreadable, match="^plan.csv, row 2: there is a unique pupil"):
        read("plan.csv", paper.encode())


@pytest.mark.parametrize("spaced", [f"{UPN[:4]} {UPN[4:]}", f"{UPN[:1]}-{UPN[1:]}"])
def test_a_number_is_found_however_it_is_spaced(spaced):
    assert holds_upn(f"About {spaced}, again")
    assert without_upns(f"About {spaced}, again") == "About [a pupil’s number], again"


def test_what_only_looks_like_a_number_is_left():
    wrong = ("A" if UPN[0] != "A" else "B") + BODY
    assert not holds_upn(f"Invoice {wrong}")
