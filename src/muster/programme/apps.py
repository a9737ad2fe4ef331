from django.apps import AppConfig


class Programme(AppConfig):
    name = "muster.programme"

    def ready(self) -> None:
        from django.db.models.signals import pre_save

        from muster.accounts.handing_on import Held
        from muster.accounts.handing_on import register as hand_on
        from muster.documents import shelves as papers
        from muster.measures.provided import provide
        from muster.programme import counted
        from muster.programme.contacts import who_was_said
        from muster.programme.no_child import refuse_pupil_numbers
        from muster.programme.plans.saying import was_said
        from muster.programme.reminders import (
            actions,
            entries,
            handing_on,
            questions,
            reports,
        )
        from muster.programme.reminders.due import Kind, register
        from muster.programme.shelves import SHELVES
        from muster.programme.taking import settling

        pre_save.connect(refuse_pupil_numbers)
        was_said.connect(settling.heard)
        who_was_said.connect(settling.known)
        provide("actions", counted.rows)
        for shelf in SHELVES:
            papers.register(shelf)
        register(Kind("Actions", actions.told))
        register(Kind("Entries", entries.told))
        register(Kind("Questions", questions.told))
        register(Kind("Reports", reports.told))
        hand_on(
            Held("Actions they own", handing_on.actions_of, handing_on.pass_actions_on)
        )
        hand_on(Held("Plans they keep", handing_on.plans_of, handing_on.pass_plans_on))
        hand_on(
            Held(
                "Reports, steps and protocols",
                handing_on.things_of,
                handing_on.pass_things_on,
            )
        )
