"""Signing in and out, and people. The first names are those allauth itself looks up.

There is no address for signing up, or for getting a password by email: a colleague makes
the account and sends a link by which its owner chooses a password. Only the first person
of a home makes their own, once.
"""

from allauth.account import views
from django.urls import path

from muster.accounts import (
    import_pages,
    invitation_pages,
    organisation_pages,
    people_pages,
    post_pages,
)
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
    path("roles/", people_pages.roles, name="roles"),
    path("import/", import_pages.send, name="import_people"),
    path("import/columns.csv", import_pages.sample, name="people_sample"),
    path("organisations/", organisation_pages.listed, name="organisations"),
    path(
        "organisations/<int:pk>/", organisation_pages.organisation, name="organisation"
    ),
    path(
        "organisations/<int:pk>/close/",
        organisation_pages.close,
        name="close_organisation",
    ),
    path(
        "organisations/<int:pk>/open/",
        organisation_pages.open_again,
        name="open_organisation",
    ),
    path("invited/", invitation_pages.accept, name="accept_invitation"),
    path("invited/<str:token>/", invitation_pages.follow, name="follow_invitation"),
    path("<int:pk>/", people_pages.person, name="person"),
    path("<int:pk>/change/", people_pages.change, name="change_person"),
    path("<int:pk>/invite/", invitation_pages.invite, name="invite_person"),
    path("<int:pk>/close/", people_pages.close, name="close_person"),
    path("<int:pk>/stay/", people_pages.stay, name="person_stays"),
    path("<int:pk>/open/", people_pages.reopen, name="reopen_person"),
    path("<int:pk>/posts/give/", post_pages.give, name="give_post"),
    path("<int:pk>/posts/<int:post>/", post_pages.post, name="post"),
    path("<int:pk>/posts/<int:post>/end/", post_pages.end, name="end_post"),
    path(
        "<int:pk>/posts/<int:post>/take-back/",
        post_pages.take_back,
        name="take_post_back",
    ),
    path("<int:pk>/posts/<int:post>/children/", post_pages.take_on, name="take_on"),
    path(
        "<int:pk>/posts/<int:post>/children/<int:case>/",
        post_pages.hand_back,
        name="hand_back",
    ),
]
