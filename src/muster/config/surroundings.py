"""What the surroundings decide: environment variables, and the key kept in the home."""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Surroundings(BaseSettings):
    """Each field is the variable MUSTER_<FIELD>, but for DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", env_ignore_empty=True)

    home: Path = Path("muster-home")
    secret_key: str = ""
    debug: bool = False
    hosts: str = "127.0.0.1,localhost,[::1]"
    https: bool = False
    hsts_subdomains: bool = False
    proxies: int = 1
    logs: Literal["plain", "json"] = "plain"
    email: str = ""
    email_from: str = ""
    backup_folder: Path | None = None
    backup_key_file: Path | None = None
    backup_keep: int = Field(14, ge=1)
    upload_limit_mb: int = Field(4_000, ge=1)
    api_calls_a_minute: int = Field(120, ge=1)
    organisation: str = ""
    la_code: str = ""
    # Who must sign in with a second factor: whoever may see children, everybody, or (for
    # the invented demo and tests alone) nobody.
    second_factor: Literal["children", "everybody", "nobody"] = "children"
    # Signed out after so many minutes without use, and after so many hours of it.
    time_out_minutes: int = Field(30, ge=1)
    longest_hours: int = Field(12, ge=1, le=12)
    # Others whose word is taken for who somebody is; in the home, if not said.
    providers: Path | None = None
    database_url: str = Field("", validation_alias="DATABASE_URL")

    @property
    def allowed_hosts(self) -> list[str]:
        return [host.strip() for host in self.hosts.split(",") if host.strip()]

    @property
    def debugging(self) -> bool:
        """Only where nobody else can look: its error pages show all there is."""
        away = set(self.allowed_hosts) - {"127.0.0.1", "localhost", "[::1]"}
        if self.debug and (away or self.https):
            raise ImproperlyConfigured(
                "MUSTER_DEBUG shows whoever meets an error what Muster holds, so it is for"
                " this machine only. Take it away, or MUSTER_HOSTS and MUSTER_HTTPS."
            )
        return self.debug

    @property
    def key(self) -> str:
        """The signing key: given, or the one `muster init` wrote into the home."""
        if self.secret_key:
            return self.secret_key
        kept = self.home / "secret-key"
        if not kept.is_file():
            raise ImproperlyConfigured(
                f"{self.home} is not a Muster home: it has no secret-key file."
                " Run “muster init” first, or set MUSTER_SECRET_KEY."
            )
        return kept.read_text(encoding="ascii").strip()

    @property
    def providers_file(self) -> Path:
        return self.providers or self.home / "sign-in.toml"

    @property
    def database(self) -> dict[str, Any]:
        if self.database_url:
            return postgresql(self.database_url)
        return sqlite(self.home / "db.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """One file, many readers, one writer at a time.

    IMMEDIATE takes the write lock when a transaction opens; otherwise two that read
    before they write can each wait for the other, and the timeout doesn't help.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """From an address as libpq has it. What follows the “?” is libpq's too: sslmode,
    sslrootcert, host (a folder, for a socket)."""
    address = urlsplit(url)
    if address.scheme not in {"postgres", "postgresql"} or not address.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://person:password@host:5432/name."
        )
    options = dict(parse_qsl(address.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", "") or address.hostname or "",
        "PORT": str(address.port or ""),
        # Kept for the requests that follow, and looked at before each.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
