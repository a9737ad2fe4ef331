"""Django's settings. What may differ between two places is in `surroundings`."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from muster.accounts import providers
from muster.config.navigation import NAVIGATION  # noqa: F401  read as settings.NAVIGATION
from muster.config.schedule import SCHEDULE  # noqa: F401  read as settings.SCHEDULE
from muster.config.surroundings import Surroundings
from muster.documents.mail import mail_settings


surroundings = Surroundings()

MUSTER_HOME = surroundings.home.resolve()
ORGANISATION = surroundings.organisation
LA_CODE = surroundings.la_code

SECRET_KEY = surroundings.key
DEBUG = surroundings.debugging
ALLOWED_HOSTS = surroundings.allowed_hosts
DATABASES = {"default": surroundings.database}
# What was tried too often is known to every process, on whatever machine: so it is in the
# database, which is the one thing they all have.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "muster.config.urls"
WSGI_APPLICATION = "muster.config.wsgi.application"

PACKAGE = Path(__file__).resolve().parents[1]
# Top to bottom, as in the house (docs/decisions.md 1). A folder with models, templates
# or start-up code of its own is listed; the counting half never is.
FOLDERS = [
    "api",
    "explore",
    "reports",
    "protection",
    "sources",
    "practice",
    "programme",
    "registers",
    "accounts",
    "jobs",
    "documents",
    "design",
]
INSTALLED_APPS = [
    *(f"muster.{folder}" for folder in FOLDERS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "muster.config.logs.request_line",
    "muster.config.limits.body_limit",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muster.accounts.time_out.signed_out_in_time",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "muster.accounts.middleware.trail",
    "muster.accounts.second_factor.second_factor_first",
    "muster.accounts.middleware.parts_in_use",
    "muster.accounts.middleware.closed_by_default",
]

# Our pages are Jinja, for the GOV.UK macros. Django's own language is second, and only
# for the text inside packages (allauth's emails).
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "muster.accounts.context.house",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / folder / "templates" for folder in FOLDERS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "muster.design.environment.environment",
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "muster.design.forms.Renderer"

# People. Nobody can make an account for themselves.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
DJANGO = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": rule,
        "OPTIONS": options,
    }
    for rule, options in [
        (
            f"{DJANGO}.UserAttributeSimilarityValidator",
            {"user_attributes": ("username", "name", "email")},
        ),
        (f"{DJANGO}.MinimumLengthValidator", {"min_length": 12}),
        (f"{DJANGO}.CommonPasswordValidator", {}),
        ("muster.accounts.passwords.NotExpectedHere", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "muster.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "muster.accounts.forms.SignInForm",
    "change_password": "muster.accounts.forms.ChangePasswordForm",
    "reauthenticate": "muster.accounts.forms.PasswordAgainForm",
    "reset_password": "muster.accounts.forms.ForgottenForm",
    "reset_password_from_key": "muster.accounts.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# How often something may be tried: from one address (a whole office may share it), and for
# one account, whether there is such an account or not.
ACCOUNT_RATE_LIMITS = {
    "login": "60/5m/ip",
    "login_failed": "30/5m/ip,5/5m/key",
    "reauthenticate": "10/5m/user",
    "change_password": "10/5m/user",
    "reset_password": "20/5m/ip,3/h/key",
    "reset_password_from_key": "20/5m/ip",
    # Whoever replies by a link; a whole school may do so in one staff meeting.
    "reply": "60/5m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "30/5m/ip"}
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_DISPLAY = "muster.accounts.models.known_as"

# The second factor: an app's codes, or passkeys, with recovery codes for when it is lost.
SECOND_FACTOR = surroundings.second_factor
MFA_ADAPTER = "muster.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The code before and the code after count too: telephones' clocks differ (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "muster.accounts.second_factor_forms.CodeForm",
    "reauthenticate": "muster.accounts.second_factor_forms.CodeAgainForm",
    "activate_totp": "muster.accounts.second_factor_forms.SetUpAppForm",
    "add_webauthn": "muster.accounts.second_factor_forms.AddPasskeyForm",
}

# Signing in by another's word. Nothing it gives is kept but who it is.
SIGN_IN_PROVIDERS = providers.read(surroundings.providers_file, os.environ)
SOCIALACCOUNT_ADAPTER = "muster.accounts.oidc.ProvidersAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "muster.accounts.oidc.Route"}
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# What a request may bring, in bytes: a file of marks; a form with a logo or a template.
LARGEST_UPLOAD = surroundings.upload_limit_mb * 1_000_000
LARGEST_FORM = 30_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Where the night's back-up goes; none is made where no folder is named.
BACKUP_FOLDER = surroundings.backup_folder
BACKUP_KEY_FILE = surroundings.backup_key_file
BACKUP_KEEP = surroundings.backup_keep

# What one token of a service may ask in a minute, and how many rows an answer has at once.
API_CALLS_A_MINUTE = surroundings.api_calls_a_minute
API_ROWS_A_PAGE = 10_000

# Letters: see `mail`. What isn't said is Django's own.
EMAIL_IS_SET = False
globals().update(mail_settings(surroundings.email))
DEFAULT_FROM_EMAIL = (
    surroundings.email_from or f"muster@{surroundings.allowed_hosts[0]}"
)

# Work in the background: the worker is `muster worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What a browser may do with our pages. An inline script needs the request's nonce;
# there are no inline styles at all.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Nor anything of the machine it runs on.
PERMISSIONS_POLICY = {
    feature: []
    for feature in [
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "gamepad",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    ]
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = surroundings.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Signed out after so long without use (accounts/time_out.py), and after a long day.
TIME_OUT_SECONDS = surroundings.time_out_minutes * 60
LONGEST_SECONDS = SESSION_COOKIE_AGE = surroundings.longest_hours * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if surroundings.https:  # pragma: no cover  (tested in a process of its own)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = surroundings.proxies
    SECURE_SSL_REDIRECT = True
    # Asked by the machine itself, where there is no proxy between.
    SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = surroundings.hsts_subdomains
    # A browser keeps such a cookie only if this very host set it, over https.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    # A decision about every name under the council's, and not Muster's to make.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    if not surroundings.hsts_subdomains:
        SILENCED_SYSTEM_CHECKS.append("security.W005")
CSRF_FAILURE_VIEW = "muster.design.errors.stale_form"

# Served straight from the folders: nothing to collect first.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
DATE_FORMAT = "j F Y"

# Lines of JSON go to whoever watches many machines; plain ones to a terminal.
LOGS_ARE_KEPT = surroundings.logs == "json"
# Never an address, a name or the message of an exception: see `logs`.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "muster.config.logs.Discreet"},
        "json": {"()": "muster.config.logs.JsonLines"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": surroundings.logs}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # No mail of what went wrong to anybody: it would hold what the request held.
        "django": {"handlers": [], "level": "INFO"},
        # A page refused or not there is no fault of Muster's: its answer says so already.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        # It quotes what Notify answered, which quotes the address.
        "notifications_python_client": {"level": "CRITICAL"},
        "muster.request": {"level": "INFO" if LOGS_ARE_KEPT else "WARNING"},
    },
}
