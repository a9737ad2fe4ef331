"""Signing in and out, and people. The first names are those allauth itself looks up.

There is no address for signing up: a colleague makes
the account and sends a link by which its owner chooses a password. Only the first person
of a home makes their own, once.
"""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, reverse_lazy

from muster.accounts import (
    import_pages,
    invitation_pages,
    oidc,
    organisation_pages,
    people_pages,
    post_pages,
)
from muster.accounts import sign_in_pages as own
from muster.accounts.pages import open_to_all, signed_in


# No app_name: allauth looks these names up as they stand.
urlpatterns = [
    path("sign-in/", open_to_all(own.SignIn.as_view()), name="account_login"),
    # Open to all, or a person whose time ran out is told to sign in to sign out.
    path("sign-out/", open_to_all(views.logout), name="account_logout"),
    # A password was right: it asks for the second factor before anybody is signed in.
    path(
        "sign-in/second-factor/",
        open_to_all(factor.authenticate),
        name="mfa_authenticate",
    ),
    path(
        "sign-in/passkey/",
        open_to_all(passkeys.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("sign-in/with/<slug:provider_id>/", oidc.go, name="openid_connect_login"),
    path(
        "sign-in/with/<slug:provider_id>/back/",
        oidc.come_back,
        name="openid_connect_callback",
    ),
    # They do nothing where no email can be sent, and say nothing of who has an account.
    path(
        "forgotten/",
        open_to_all(own.Forgotten.as_view()),
        name="account_reset_password",
    ),
    path(
        "forgotten/written/",
        open_to_all(views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "forgotten/<slug:uidb36>/<slug:key>/",
        open_to_all(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "forgotten/changed/",
        open_to_all(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("closed/", open_to_all(views.account_inactive), name="account_inactive"),
    # Whatever their role, people may change their own password.
    path(
        "password/",
        signed_in(own.ChangePassword.as_view()),
        name="account_change_password",
    ),
    # So may they change anything else about how they sign in, having shown it is them.
    path("again/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("again/code/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path(
        "again/passkey/",
        signed_in(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("how/", signed_in(own.HowYouSignIn.as_view()), name="mfa_index"),
    path("how/app/", signed_in(own.SetUpApp.as_view()), name="mfa_activate_totp"),
    path("how/app/away/", signed_in(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("how/passkey/", signed_in(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "how/passkey/<int:pk>/away/",
        signed_in(
            passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))
        ),
        name="mfa_remove_webauthn",
    ),
    path(
        "how/codes/",
        signed_in(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "how/codes/new/",
        signed_in(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "where/", signed_in(own.WhereYouAreSignedIn.as_view()), name="usersessions_list"
    ),
    path("where/<int:pk>/end/", own.end_session, name="end_session"),
    path("time-left/", own.time_left, name="time_left"),
    path("still-here/", own.still_here, name="still_here"),
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
    path(
        "<int:pk>/reset-second-factor/",
        own.reset_second_factor,
        name="reset_second_factor",
    ),
]
