from django.apps import AppConfig


class Reports(AppConfig):
    name = "muster.reports"

    def ready(self) -> None:
        from muster.accounts import handing_on
        from muster.documents import shelves
        from muster.reports import commentary
        from muster.reports.shelf import PACKS

        shelves.register(PACKS)
        handing_on.register(
            handing_on.Held(
                "Commentary they are asked for",
                commentary.asked_of,
                commentary.pass_on,
            )
        )
