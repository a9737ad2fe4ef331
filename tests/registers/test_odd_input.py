"""What nobody types by hand, sent to the pages of the registers: each answers."""

from datetime import date

import pytest
from tests.registers.conftest import ROBIN

from muster.registers import keeping
from muster.registers.saved import SavedView
from muster.registers.support import REGISTER
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db
ODD = ("", "٣²", str(10**30), "9" * 5_000, "a\0b", "🦔" * 300)
HERE = "/children/registers/support/"


@pytest.fixture
def plan(state, schools, number, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-03")
    return keeping.open_entry(
        REGISTER,
        child=number(ROBIN),
        school=schools["Beech High"],
        on=date(2025, 9, 15),
        reason="severe",
        by="ada",
        calendar=Calendar.template(),
    )


@pytest.fixture
def officer(client, person, plan):
    client.force_login(person("attendance-lead"))
    return client


ASKED = (
    "on to note kind text step step_on review_on lead outcome why name relation address"
    " phone email title child source register kept file key do form-0 date amount how"
)
POSTED = (
    f"{HERE}to-me/",
    f"{HERE}many/lead/",
    f"{HERE}many/next/",
    f"{HERE}views/",
    *(
        f"{HERE}{{pk}}/{what}/"
        for what in "move note next details lead close reopen clock".split()
    ),
    *(f"{HERE}{{pk}}/{what}/" for what in ("letter", "document", "contact")),
    "/children/legal/payments/",
    "/children/cases/send/",
    "/children/letters/ourselves/",
)


@pytest.mark.parametrize("address", POSTED)
def test_whatever_is_posted_is_answered(officer, plan, address):
    for odd in ODD[2:]:
        said = dict.fromkeys(ASKED.split(), odd)
        said |= {"entry": [odd, str(plan.pk)], "chosen-status": odd, "answered": "1"}
        answer = officer.post(address.format(pk=plan.pk), said)
        assert answer.status_code < 500, (odd[:20], answer)


ADDRESSES = (
    "/children/registers/?x={odd}",
    f"{HERE}?which={{odd}}&lead={{odd}}&status={{odd}}&school={{odd}}&page={{odd}}",
    "/children/week/severe/?school={odd}&page={odd}&every={odd}",
    "/children/week/moved/?how={odd}&page={odd}",
    "/children/reviews/?lead={odd}&page={odd}",
    "/children/returns/?kind={odd}&school={odd}&month={odd}&which={odd}",
    "/children/returns/received/?stage={odd}",
    "/children/returns/enter/?kind={odd}&school={odd}",
    "/children/cohorts/looked_after/?on={odd}&only={odd}&page={odd}",
    "/children/legal/?which={odd}&page={odd}",
    "/children/legal/figures/?year={odd}",
    f"{HERE}{{pk}}/letter/meeting_invitation/?to={{odd}}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_whatever_stands_in_an_address_is_answered(officer, plan, address):
    for odd in (*ODD, "01/01/1900", "31/12/2099"):
        answer = officer.get(address.format(odd=odd[:4_500], pk=plan.pk))
        assert answer.status_code < 500, odd[:20]


@pytest.mark.parametrize(
    "address",
    [
        "/children/{n}/",
        "/children/school/{n}/",
        f"{HERE}{{n}}/",
        f"{HERE}{{n}}/note/",
        f"{HERE}{{pk}}/document/{{n}}/",
        f"{HERE}{{pk}}/contact/{{n}}/",
        "/children/week/severe/{n}/",
        "/children/week/threshold/{n}/case/",
        "/children/registers/legal/open/{n}/",
        "/children/legal/payments/{n}/",
        "/children/legal/{n}/file/",
        "/children/returns/received/{n}/",
        "/children/returns/{n}/send/sickness/",
        "/children/returns/{school}/send/sickness/{n}/",
        "/children/returns/{school}/sent/{n}/",
        "/children/cases/missing/{n}/",
    ],
)
def test_a_number_nothing_has_is_not_found(officer, plan, address):
    for n in (987_654, 10**30):
        at = address.format(n=n, pk=plan.pk, school=plan.school)
        assert officer.get(at).status_code == 404, n


def test_a_view_keeps_the_words_of_choices_alone(officer):
    said = {"name": "Mine", "chosen-status": "a\0b", "chosen-lead": "me"}
    officer.post(f"{HERE}views/", said)
    assert SavedView.objects.get().chosen == {"lead": "me"}
