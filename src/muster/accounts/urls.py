"""Signing in and out. The names are the ones allauth itself looks up.

There is no address for signing up, or for getting a password by email: a colleague makes
the account and hands over the first password.
"""

from allauth.account import views
from django.urls import path

from muster.accounts.pages import open_to_all, signed_in


# No app_name: allauth looks these names up as they stand.
urlpatterns = [
    path("sign-in/", open_to_all(views.login), name="account_login"),
    # Open to all, or a person whose time ran out is told to sign in to sign out.
    path("sign-out/", open_to_all(views.logout), name="account_logout"),
    path("closed/", open_to_all(views.account_inactive), name="account_inactive"),
    # Whatever their role, people may change their own password.
    path("password/", signed_in(views.password_change), name="account_change_password"),
]
