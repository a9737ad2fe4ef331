from django.apps import AppConfig


class Practice(AppConfig):
    name = "muster.practice"

    def ready(self) -> None:
        from muster.documents import shelves as papers
        from muster.measures.provided import provide
        from muster.practice import counted
        from muster.practice.shelves import PACKS

        provide("support_meetings", counted.rows)
        papers.register(PACKS)
