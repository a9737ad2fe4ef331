"""Signing in and out, and people. The first names are those allauth itself looks up.

There is no address for signing up, or for getting a password by email: a colleague makes
the account and hands over the first password. Only the first person of a home makes their
own, once.
"""

from allauth.account import views
from django.urls import path

from muster.accounts import people_pages
from muster.accounts.pages import open_to_all, signed_in


# No app_name: allauth looks these names up as they stand.
urlpatterns = [
    path("sign-in/", open_to_all(views.login), name="account_login"),
    # Open to all, or a person whose time ran out is told to sign in to sign out.
    path("sign-out/", open_to_all(views.logout), name="account_logout"),
    path("closed/", open_to_all(views.account_inactive), name="account_inactive"),
    # Whatever their role, people may change their own password.
    path("password/", signed_in(views.password_change), name="account_change_password"),
    path("first/", people_pages.begin, name="first_person"),
    path("", people_pages.listed, name="people"),
    path("add/", people_pages.add, name="add_person"),
    path("<int:pk>/", people_pages.person, name="person"),
    path("<int:pk>/close/", people_pages.close, name="close_person"),
    path("<int:pk>/new-password/", people_pages.new_password, name="new_password"),
]
