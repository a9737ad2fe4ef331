"""What the demo authority wrote and whom it asked: you said, we did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from muster.demo.programme.groups import Met
from muster.demo.programme.plans import Agreed
from muster.demo.programme.told import CLERK, Told, written
from muster.programme.replies import answering, asking
from muster.programme.replies.asking import Asked
from muster.programme.replies.form import Reply
from muster.programme.strategies import consultation, gates, moving, writing
from muster.programme.strategies.consultation import Consultation
from muster.programme.strategies.strategy import Gate, State, Strategy


Entry = Mapping[str, Any]
# What a reply says, in the order of the questions (`consultation.QUESTIONS`).
SAID = ("agree", "keep", "change")


class Consulted:
    """Every strategy by its title, as they come to be told."""

    def __init__(self, met: Met, agreed: Agreed) -> None:
        self.met, self.agreed = met, agreed
        self.strategies: dict[str, Strategy] = {}

    def told(self) -> Iterator[Told]:
        for said in written("strategies")["strategies"]:
            asked = said["consultation"]
            yield Told(said["on"], partial(self._start, said))
            yield Told(asked["on"], partial(self._consult, said))
            for reply in asked["replies"]:
                yield Told(reply["on"], partial(self._reply, said, reply), by="")
            if "longer" in asked:
                yield Told(asked["longer"]["on"], partial(self._longer, said))
            yield from self._you_said(said)
            if "closed_on" in asked:
                yield Told(asked["closed_on"], partial(self._close, said))
            if "revised" in said:
                yield Told(said["revised"]["on"], partial(self._revise, said))
                yield Told(said["agreed"]["on"], partial(self._agree, said))

    def _you_said(self, said: Entry) -> Iterator[Told]:
        """Themes are drawn on the day of the last reply; each is answered on its day."""
        asked = said["consultation"]
        last = max(one["on"] for one in asked["replies"])
        yield Told(last, partial(self._draw, said))
        for number, theme in enumerate(asked["themes"], start=1):
            if "answer" in theme:
                yield Told(theme["on"], partial(self._answer, said, number, theme))

    def _start(self, said: Entry) -> None:
        self.strategies[said["title"]] = writing.start(
            text=said["text"].strip(),
            on=said["on"],
            by=CLERK,
            kind=said["kind"],
            title=said["title"],
            group=self.met.groups[said["group"]],
            action=self.agreed.actions[said["action"]],
        )

    def _consult(self, said: Entry) -> None:
        asked = said["consultation"]
        made = consultation.consult(
            self.strategies[said["title"]],
            purpose=asked["purpose"],
            privacy=asked["privacy"],
            closes_on=asked["closes_on"],
            on=asked["on"],
            by=CLERK,
        )
        who = [*(one["who"] for one in asked["replies"]), *asked.get("silent", ())]
        people = [Asked(self.met.people[one].name) for one in who]
        asking.ask(made.form, people, on=asked["on"], by=CLERK)

    def _held(self, said: Entry) -> Consultation:
        strategy = self.strategies[said["title"]]
        return Consultation.objects.get(version__strategy=strategy)

    def _reply(self, said: Entry, reply: Entry) -> None:
        """By the link of a letter, as anybody replies."""
        form = self._held(said).form
        invitation = form.invitations.get(contact=self.met.people[reply["who"]])
        link = answering.new_link(invitation)
        code = answering.code_of(link.rstrip("/").rpartition("/")[2])
        answers = {
            question.key: reply[name]
            for question, name in zip(form.questions.all(), SAID, strict=True)
        }
        answering.keep(code=code, answers=answers, on=reply["on"])

    def _longer(self, said: Entry) -> None:
        form, longer = self._held(said).form, said["consultation"]["longer"]
        asking.change(
            form,
            on=longer["on"],
            by=CLERK,
            opens_on=form.opens_on,
            closes_on=longer["closes_on"],
            is_anonymous=form.is_anonymous,
        )

    def _draw(self, said: Entry) -> None:
        held, asked = self._held(said), said["consultation"]
        themes = [
            consultation.add_theme(held, said=one["said"], by=CLERK)
            for one in asked["themes"]
        ]
        for reply in asked["replies"]:
            who = self.met.people[reply["who"]]
            given = Reply.objects.get(form=held.form, invitation__contact=who)
            drawn = [themes[number - 1] for number in reply["drawn"]]
            consultation.draw(given, drawn, by=CLERK)

    def _answer(self, said: Entry, number: int, theme: Entry) -> None:
        held = self._held(said).themes.get(number=number)
        consultation.answer(
            held, said=held.said, answer=theme["answer"], done=theme["done"], by=CLERK
        )

    def _close(self, said: Entry) -> None:
        on = said["consultation"]["closed_on"]
        consultation.close(self._held(said), on=on, by=CLERK)

    def _revise(self, said: Entry) -> None:
        """The next version, taken to its group, which agrees it at its meeting."""
        revised, strategy = said["revised"], self.strategies[said["title"]]
        strategy.refresh_from_db()
        how = {"on": revised["on"], "by": CLERK}
        writing.write(
            strategy,
            text=revised["text"].strip(),
            changed=revised["changed"],
            number=strategy.latest.number,
            **how,
        )
        group = strategy.group
        meeting = self.met.meeting(group, said["agreed"]["at"])
        assert group is not None
        gates.add(strategy, group, meeting=meeting, **how)
        moving.move(strategy, State.GATES, **how)

    def _agree(self, said: Entry) -> None:
        agreed = said["agreed"]
        gate = Gate.objects.get(strategy=self.strategies[said["title"]])
        gates.decide(
            gate,
            Gate.Decision.AGREED,
            minute=agreed["minute"],
            on=agreed["on"],
            by=CLERK,
        )
