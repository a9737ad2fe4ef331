import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from muster.accounts.providers import Provider, posts_from_groups, read


ENTRA = """
[entra]
name = "Quillshire account"
issuer = "https://login.example/tenant/v2.0"
client_id = "muster"
secret_variable = "ENTRA_SECRET"
groups = { "g-1" = "data-officer", "g-2" = "attendance-lead", "g-3" = "data-officer" }
"""
GIVEN = {"ENTRA_SECRET": "shh"}


@pytest.fixture
def written(tmp_path):
    """written(text) reads sign-in.toml with that in it."""

    def written(text, surroundings=GIVEN):
        path = tmp_path / "sign-in.toml"
        path.write_text(text, encoding="utf-8")
        return read(path, surroundings)

    return written


def test_without_a_file_there_are_none(tmp_path):
    assert read(tmp_path / "sign-in.toml", {}) == ()


def test_a_provider_is_read_with_its_secret_from_the_environment(written):
    (entra,) = written(ENTRA)
    assert (entra.key, entra.name) == ("entra", "Quillshire account")
    assert entra.secret.get_secret_value() == "shh"
    assert "shh" not in repr(entra)


def test_or_from_a_file(written, tmp_path):
    (tmp_path / "secret").write_text("kept\n")
    line = f'secret_file = "{tmp_path}/secret"'
    (entra,) = written(ENTRA.replace('secret_variable = "ENTRA_SECRET"', line))
    assert entra.secret.get_secret_value() == "kept"


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("[entra]", "[entra", "can’t be read as TOML"),
        (ENTRA, 'entra = "x"', r"\[entra\]: write it as a table"),
        ("[entra]", "[Entra]", "key: "),
        ("client_id", "clientid", "client_id: Field required"),
        ("name =", 'colour = "red"\nname =', "colour: Extra inputs"),
        ("https://", "http://", "issuer must begin with https://"),
        ('"attendance-lead"', '"king"', "“king” is no role that a group can stand for"),
        ('secret_variable = "ENTRA_SECRET"', 'secret = "x"', "a secret isn’t written"),
        ('secret_variable = "ENTRA_SECRET"', "", "has no secret_variable"),
        ("ENTRA_SECRET", "OTHER", "the environment has no OTHER"),
        (
            'secret_variable = "ENTRA_SECRET"',
            'secret_file = "/no"',
            "can’t be read: No",
        ),
        ("groups =", "makes_accounts = true\n#", "makes_accounts needs groups"),
    ],
)
def test_one_that_cannot_be_meant_is_refused_with_what_to_do(
    written, was, now, sentence
):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        written(ENTRA.replace(was, now))


def test_groups_stand_for_roles_in_the_order_of_the_table_and_once(written):
    (entra,) = written(ENTRA)
    assert posts_from_groups(entra, ["g-3", "g-2", "g-1", "g-9"]) == [
        "data-officer",
        "attendance-lead",
    ]
    assert posts_from_groups(entra, []) == []


def a_provider(**more) -> Provider:
    said = {"key": "x", "name": "X", "issuer": "https://x.example", "client_id": "m"}
    return Provider(**said | more)


@pytest.mark.parametrize(
    ("claims", "domains", "email"),
    [
        ({"email": "a@b.example", "email_verified": True}, (), "a@b.example"),
        ({"email": "a@b.example", "email_verified": "true"}, (), "a@b.example"),
        ({"email": "a@b.example", "email_verified": "yes"}, (), ""),
        ({"email": "a@b.example"}, ("B.example",), "a@b.example"),
        ({"email": "a@evil.b.example"}, ("b.example",), ""),
        ({"email": "b.example"}, ("b.example",), ""),
        ({}, ("b.example",), ""),
    ],
)
def test_an_address_counts_where_it_is_vouched_for(claims, domains, email):
    assert a_provider(email_domains=domains).verified_email(claims) == email


def test_a_claim_of_groups_may_be_one_word(written):
    assert a_provider(groups_claim="role").groups_of({"role": "lead"}) == ["lead"]
    assert a_provider().groups_of({"groups": 3}) == []


def recipes() -> list[str]:
    guide = Path(__file__).resolve().parents[2] / "docs" / "sign-in.md"
    blocks = re.findall(r"```toml\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    return [block for block in blocks if block.startswith("[")]


@pytest.mark.parametrize(
    "recipe", recipes(), ids=lambda recipe: recipe.split("]")[0][1:]
)
def test_each_recipe_of_the_guide_can_be_read(written, tmp_path, recipe):
    (tmp_path / "secret").write_text("shh")
    recipe = recipe.replace("/run/secrets/sign-in", f"{tmp_path}/secret")
    given = {name: "shh" for name in re.findall(r'secret_variable = "(\w+)"', recipe)}
    (provider,) = written(recipe, given)
    assert provider.secret.get_secret_value() == "shh"
