from django.apps import AppConfig


class Api(AppConfig):
    name = "muster.api"

    def ready(self) -> None:
        from muster.api import tokens

        tokens.end_with_accounts()
