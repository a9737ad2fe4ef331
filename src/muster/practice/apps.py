from django.apps import AppConfig


class Practice(AppConfig):
    name = "muster.practice"

    def ready(self) -> None:
        from muster.measures.provided import provide
        from muster.practice import counted

        provide("support_meetings", counted.rows)
