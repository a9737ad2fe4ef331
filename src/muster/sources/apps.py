from django.apps import AppConfig


class Sources(AppConfig):
    name = "muster.sources"

    def ready(self) -> None:
        from muster.registers import held
        from muster.sources import uploads

        held.provide(uploads.state)
