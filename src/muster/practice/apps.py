from django.apps import AppConfig


class Practice(AppConfig):
    name = "muster.practice"

    def ready(self) -> None:
        from muster.documents import shelves as papers
        from muster.measures.provided import provide
        from muster.practice import at_school, counted
        from muster.practice.shelves import PACKS
        from muster.registers.my_school import school_sections

        provide("support_meetings", counted.rows)
        papers.register(PACKS)
        school_sections.extend(at_school.SECTIONS)
