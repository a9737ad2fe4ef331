from django.apps import AppConfig


class Sources(AppConfig):
    name = "muster.sources"

    def ready(self) -> None:
        from muster.accounts import stored
        from muster.sources import uploads

        stored.provide(uploads.state)
