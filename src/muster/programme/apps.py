from django.apps import AppConfig


class Programme(AppConfig):
    name = "muster.programme"

    def ready(self) -> None:
        from muster.measures.provided import provide
        from muster.programme import counted

        provide("actions", counted.rows)
