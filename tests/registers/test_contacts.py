"""Who stands around a child: added, changed, ended, and never silently two of one."""

from datetime import date

import pytest
from tests.registers.conftest import OMAR, ROBIN

from muster.registers import contacts, keeping
from muster.registers.contact import Contact
from muster.registers.keeping import Refused
from muster.registers.support import REGISTER
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db
ON = date(2025, 10, 3)


@pytest.fixture
def robin(number):
    return number(ROBIN)


@pytest.fixture
def jay(state, robin):
    return contacts.add(robin, by="ada", name=" Jay Finch ", relation="father")


def test_somebody_is_added_once(robin, jay, written):
    assert jay.name == "Jay Finch"
    with pytest.raises(Refused, match="jay finch is there already"):
        contacts.add(robin, by="ada", name="jay finch", relation="mother")
    [trail] = written("contact.added")
    assert trail.to == f"contact:{jay.pk}"
    assert "Jay" not in str(trail.after), "the trail holds no name"


def test_what_is_held_of_them_changes_line_by_line(jay, written):
    contacts.change(jay, by="ada", address=" 4 Mill Lane \n\n Quillford ")
    jay.refresh_from_db()
    assert jay.address == "4 Mill Lane\nQuillford"
    contacts.change(jay, by="ada", address=jay.address)
    assert len(written("contact.changed")) == 1


def test_whoever_is_ended_stays_as_they_were_and_can_be_added_again(robin, jay):
    contacts.end(jay, on=ON, by="ada")
    with pytest.raises(Refused, match="was ended on 03/10/2025. Add them again."):
        contacts.change(jay, by="ada", phone="1")
    with pytest.raises(Refused, match="was ended"):
        contacts.end(jay, on=ON, by="ada")
    contacts.add(robin, by="ada", name="Jay Finch", relation="father")
    assert [one.pk for one in Contact.objects.now()] != [jay.pk]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"relation": "king"}, "is not a valid choice"),
        ({"relation": "mother", "email": "x"}, "valid email address"),
        ({"relation": "mother", "name": ""}, "cannot be blank"),
    ],
)
def test_what_cannot_be_is_refused(state, robin, said, why):
    with pytest.raises(Refused, match=why):
        contacts.add(robin, by="ada", **{"name": "A"} | said)


def test_contacts_on_the_page_of_an_entry(
    client, person, state, schools, robin, monkeypatch, text, number
):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    plan = keeping.open_entry(
        REGISTER,
        child=robin,
        school=schools["Beech High"],
        on=date(2025, 9, 15),
        reason="severe",
        by="ada",
        calendar=Calendar.template(),
    )
    client.force_login(person("attendance-lead"))
    here = f"/children/registers/support/{plan.pk}/"
    assert "Nobody is held." in text(client.get(here))
    said = {"name": "Jay Finch", "relation": "father", "is_parent": "on"}
    assert client.post(f"{here}contact/", said).status_code == 302
    page = text(client.get(here))
    assert (
        "Jay Finch Father, with parental responsibility or care Not held Not held"
        in page
    )
    assert "is there already" in text(client.post(f"{here}contact/", said))
    jay = Contact.objects.get()
    changed = said | {"phone": "01632 960 118", "address": "4 Mill Lane\r\nQuillford"}
    assert client.post(f"{here}contact/{jay.pk}/", changed).status_code == 302
    page = text(client.get(here))
    assert "4 Mill Lane, Quillford 01632 960 118" in page
    ended = client.post(f"{here}contact/{jay.pk}/end/", {"on": "03/10/2025"})
    assert ended.status_code == 302
    assert "Father, with parental responsibility or care, until 3 October 2025" in text(
        client.get(here)
    )
    other = contacts.add(number(OMAR), by="ada", name="Ms Teal", relation="mother")
    assert client.get(f"{here}contact/{other.pk}/").status_code == 404, (
        "another child’s"
    )
