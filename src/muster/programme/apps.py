from django.apps import AppConfig


class Programme(AppConfig):
    name = "muster.programme"

    def ready(self) -> None:
        from muster.measures.provided import provide
        from muster.programme import counted
        from muster.programme.reminders import actions, questions
        from muster.programme.reminders.due import Kind, register

        provide("actions", counted.rows)
        register(Kind("Actions", actions.told))
        register(Kind("Questions", questions.told))
