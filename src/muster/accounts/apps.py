from django.apps import AppConfig


class Accounts(AppConfig):
    name = "muster.accounts"

    def ready(self) -> None:
        from muster.accounts import sign_in_trail

        sign_in_trail.listen()
