"""A site's settings: `broadsheet.toml` in its folder, overridden by the environment, checked at the start.

Every key is also an environment variable, `BROADSHEET_` and the key in capitals (lists with commas between);
DATABASE_URL, REDIS_URL, EMAIL_URL and SECRET_KEY are read by these names as well. A field's description
completes the sentence "… should be …" when its value is wrong.
"""

from __future__ import annotations

import base64
import binascii
import re
from ipaddress import ip_network
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyrage
from django.conf.locale import LANG_INFO
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from broadsheet.kit import hosts
from broadsheet.kit.buckets import Address

CONFIG_NAME, SECRETS_NAME, DATABASE_NAME = "broadsheet.toml", "secrets.toml", "db.sqlite3"
PREFIX = "BROADSHEET_"
SITE_VARIABLE = "BROADSHEET_SITE"

DATABASE_SCHEMES = frozenset({"sqlite", "postgres", "postgresql"})
REDIS_SCHEMES = frozenset({"redis", "rediss", "unix"})
EMAIL_SCHEMES = frozenset({"smtp", "smtps", "smtp+tls", "file", "console"})

KEEP = re.compile(r"^(?P<count>[1-9][0-9]{0,3}) (?P<period>day|week|month)s?$")
CACHE = re.compile(r"^(cloudflare|fastly):[A-Za-z0-9]{8,64}$")
ADDRESS = re.compile(r"^[^@\s,<>\"]+@[^@\s,<>\"]+$")

_BUCKET = 'like "s3://bucket/folder?endpoint=https://s3.example&region=eu-west-1"'

T = TypeVar("T")
Names = Annotated[list[str], NoDecode]


class Config(BaseSettings):
    """What an operator may choose. Read once at start, never written by the running site."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    name: str = Field(default="The Paper", min_length=1, max_length=100, description="the paper's name")
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description='the address that readers type, with scheme and host and no path, such as "https://ledger.example"',
    )
    languages: Names = Field(
        default=["en"],
        description='a list of different language codes, the default one first, such as ["en", "pt-br"]',
    )
    time_zone: str = Field(
        default="UTC", description='a name from the IANA time zone database, such as "Europe/Lisbon"'
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="an address of this machine to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="a whole number from 1 to 65535")
    workers: int = Field(default=1, ge=1, le=64, description="a whole number of server processes from 1 to 64")
    allowed_hosts: Names = Field(
        default=[],
        description='a list of host names without scheme or port, such as ["www.ledger.example"]',
    )
    trusted_proxies: Names = Field(
        default=["127.0.0.1", "::1"],
        description='a list of IP addresses or networks, such as ["127.0.0.1", "10.0.0.0/8"]',
    )
    live_streams: int = Field(default=20_000, ge=0, le=1_000_000, description="a whole number from 0 to 1000000")
    live_streams_per_address: int = Field(
        default=100, ge=1, le=1_000_000, description="a whole number from 1 to 1000000"
    )
    connections_per_address: int = Field(
        default=2000, ge=0, le=1_000_000, description="a whole number from 0 (any number) to 1000000"
    )
    plate_memory_mb: int = Field(
        default=64, ge=1, le=65536, description="a whole number of megabytes from 1 to 65536"
    )
    press_processes: int = Field(default=1, ge=1, le=64, description="a whole number from 1 to 64")
    worker: Literal["embedded", "separate"] = Field(default="embedded", description='"embedded" or "separate"')
    second_factor: Literal["required", "optional"] = Field(default="required", description='"required" or "optional"')
    feeds: Literal["full", "standfirst"] = Field(default="full", description='"full" or "standfirst"')
    ai_crawlers: Literal["allow", "refuse"] = Field(default="allow", description='"allow" or "refuse"')
    look_at_links: bool = Field(default=True, description="true or false")
    security_contact: str = Field(
        default="",
        description='empty, or an address such as "mailto:security@ledger.example" or "https://ledger.example/security/"',
    )
    database_url: str = Field(
        default="",
        description='empty for the site\'s own SQLite file, or like "postgresql://user:password@host/name"',
    )
    redis_url: str = Field(default="", description='empty, or like "redis://127.0.0.1:6379/0"')
    email_url: str = Field(
        default="",
        description="empty for a mailbox in the site folder, or like "
        '"smtp+tls://user:password@mail.example:587"; with a password never smtp://, which sends it in clear',
    )
    media_to: str = Field(default="", description=f"empty for the folder media/, or {_BUCKET}")
    press_to: str = Field(default="", description=f"empty for this host alone, or {_BUCKET}")
    purge_to: str = Field(
        default="",
        description='empty, or like "cloudflare:ZONE", "fastly:SERVICE" or "https://cache.example/purge"',
    )
    dkim_selector: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9_]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9_])?)?$",
        description='empty, or the name of the key by which your relay signs, such as "mail2026"',
    )
    mail_connections: int = Field(default=4, ge=1, le=64, description="a whole number from 1 to 64")
    mail_per_connection: int = Field(default=100, ge=1, le=100_000, description="a whole number from 1 to 100000")
    mail_rate: float = Field(default=0, ge=0, le=100_000, description="a number from 0 to 100000")
    mail_domain_rates: Names = Field(
        default=[],
        description='a list of domains, each with messages a second, such as ["gmail.com 20", "mirna.example 0.5"]',
    )
    backup_to: str = Field(
        default="",
        description='empty, a folder such as "/var/backups/ledger", or like "ssh://ledger@host/folder" or '
        '"s3://bucket/folder"',
    )
    backup_at: str = Field(
        default="03:30",
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description='a time of day on the paper\'s clock, such as "03:30"',
    )
    backup_keep: Names = Field(
        default=["7 days", "5 weeks", "12 months"],
        description='how many backups are kept by day, week and month, such as ["7 days", "5 weeks", "12 months"]',
    )
    backup_recipients: Names = Field(
        default=[], description="a list of age recipients, as `broadsheet backup --new-key` shows them"
    )
    alert_to: Names = Field(
        default=[],
        description='a list of mail addresses, such as ["ada@ledger.example"]; empty for the administrators',
    )
    alert_from: str = Field(
        default="", description='empty, or the address that alerts come from, such as "paper@ledger.example"'
    )
    log_addresses: Literal["none", "network", "full"] = Field(
        default="none", description='"none", "network" or "full"'
    )
    count_readers: bool = Field(default=True, description="true or false")
    readers_log: str = Field(
        default="", description="empty, or the path of the log in which the web server in front tells of opened pages"
    )
    speech_url: str = Field(
        default="", description='empty, or where a speech service listens, like "https://api.openai.com/v1"'
    )
    speech_model: str = Field(default="tts-1", description="the name of a model of the speech service")
    speech_sound: Literal["wav", "pcm"] = Field(default="wav", description='"wav" or "pcm"')
    elevenlabs_url: str = Field(
        default="https://api.elevenlabs.io", description='where ElevenLabs listens, like "https://api.elevenlabs.io"'
    )
    elevenlabs_model: str = Field(default="eleven_multilingual_v2", description="the name of a model of ElevenLabs")
    audio_certificate: str = Field(default="", description="empty, or the path of certificates in PEM")
    audio_key: str = Field(default="", description="empty, or the path of the certificate's private key in PEM")
    speech_key: SecretStr = Field(default=SecretStr(""), description="the key that the speech service gave you")
    elevenlabs_key: SecretStr = Field(default=SecretStr(""), description="the key that ElevenLabs gave you")
    backup_s3_id: SecretStr = Field(default=SecretStr(""), description="the name of the key to the bucket of backups")
    backup_s3_secret: SecretStr = Field(default=SecretStr(""), description="the key to the bucket of backups")
    s3_id: SecretStr = Field(
        default=SecretStr(""), description="the name of the key to the buckets of media and pages"
    )
    s3_secret: SecretStr = Field(default=SecretStr(""), description="the key to the buckets of media and pages")
    purge_token: SecretStr = Field(default=SecretStr(""), description="the token that the cache in front gave you")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="at least 16 characters that nobody can guess"
    )
    secret_key: SecretStr = Field(default=SecretStr(""), description="at least 32 characters that nobody can guess")
    field_key: SecretStr = Field(default=SecretStr(""), description="32 random bytes in URL-safe base64")
    encryption_key: SecretStr = Field(
        default=SecretStr(""), description="empty for field_key, or what `broadsheet secrets rotate` wrote there"
    )
    encryption_key_before: SecretStr = Field(
        default=SecretStr(""), description="what `broadsheet secrets rotate encryption_key` wrote there"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file, whose values come as the arguments of the constructor."""
        return env_settings, init_settings

    @field_validator(
        "languages",
        "allowed_hosts",
        "trusted_proxies",
        "mail_domain_rates",
        "backup_keep",
        "backup_recipients",
        "alert_to",
        mode="before",
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("name", "host", mode="after")
    @classmethod
    def _printable(cls, value: str) -> str:
        return _demand(value.strip(), value.isprintable() and value.strip())

    @field_validator("base_url", mode="after")
    @classmethod
    def _base_url(cls, value: str) -> str:
        value = value.removesuffix("/")
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        return _demand(value, whole and f"{parts.scheme}://{parts.netloc}" == value and "@" not in value)

    @field_validator("languages", mode="after")
    @classmethod
    def _languages(cls, value: list[str]) -> list[str]:
        known = all("name" in LANG_INFO.get(code, {}) for code in value)
        return _demand(value, value and known and len(set(value)) == len(value))

    @field_validator("time_zone", mode="after")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(value) from error
        return value

    @field_validator("allowed_hosts", mode="after")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        return _demand(value, not any(set(host) & set("/:*@ ") or not host for host in value))

    @field_validator("trusted_proxies", mode="after")
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("speech_url", "elevenlabs_url", mode="after")
    @classmethod
    def _service(cls, value: str) -> str:
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 and not parts.query
        return _demand(value.rstrip("/").removesuffix("/v1"), not value or (whole and "@" not in value))

    @field_validator("database_url", "redis_url", "email_url", mode="after")
    @classmethod
    def _url(cls, value: str, info: Any) -> str:
        schemes = {"database_url": DATABASE_SCHEMES, "redis_url": REDIS_SCHEMES, "email_url": EMAIL_SCHEMES}
        parts = urlsplit(value)
        in_clear = (
            parts.scheme == "smtp" and parts.username and not hosts.is_this_machine(parts.hostname or "localhost")
        )
        return _demand(
            value, not value or (parts.scheme in schemes[info.field_name] and parts.port != 0 and not in_clear)
        )

    @field_validator("media_to", "press_to", mode="after")
    @classmethod
    def _in_a_bucket(cls, value: str) -> str:
        if value:
            Address.parse(value)
        return value

    @field_validator("purge_to", mode="after")
    @classmethod
    def _purge_to(cls, value: str) -> str:
        parts = urlsplit(value)
        known = CACHE.match(value) or (parts.scheme in {"http", "https"} and parts.hostname and "@" not in value)
        return _demand(value, not value or known)

    @field_validator("mail_domain_rates", mode="after")
    @classmethod
    def _domain_rates(cls, value: list[str]) -> list[str]:
        for each in value:
            domain, _, rate = each.partition(" ")
            _demand(each, "." in domain and domain == domain.lower() and "@" not in domain and float(rate) > 0)
        return value

    @field_validator("backup_to", mode="after")
    @classmethod
    def _backup_to(cls, value: str) -> str:
        parts = urlsplit(value)
        elsewhere = parts.scheme in {"ssh", "s3"} and parts.hostname and not parts.password and parts.port != 0
        return _demand(value, "://" not in value or (elsewhere and (parts.scheme == "s3" or len(parts.path) > 1)))

    @field_validator("backup_keep", mode="after")
    @classmethod
    def _keep(cls, value: list[str]) -> list[str]:
        return _demand(value, all(KEEP.match(each) for each in value))

    @field_validator("backup_recipients", mode="after")
    @classmethod
    def _recipients(cls, value: list[str]) -> list[str]:
        for each in value:
            try:  # a letter that was mistyped shows in its checksum, and not on the night of the first backup
                pyrage.x25519.Recipient.from_str(each)
            except pyrage.RecipientError as error:
                raise ValueError(each) from error
        return value

    @field_validator("alert_to", mode="after")
    @classmethod
    def _addresses(cls, value: list[str]) -> list[str]:
        return _demand(value, all(ADDRESS.match(each) for each in value))

    @field_validator("alert_from", mode="after")
    @classmethod
    def _address(cls, value: str) -> str:
        return _demand(value, not value or ADDRESS.match(value))

    @field_validator("security_contact", mode="after")
    @classmethod
    def _contact(cls, value: str) -> str:
        parts = urlsplit(value)
        whole = (parts.scheme == "mailto" and "@" in parts.path) or (parts.scheme == "https" and parts.hostname)
        return _demand(value, not value or (whole and value.isprintable() and " " not in value))

    @field_validator("secret_key", mode="after")
    @classmethod
    def _secret_key(cls, value: SecretStr) -> SecretStr:
        return _demand(value, not value or len(value.get_secret_value()) >= 32)

    @field_validator("metrics_token", mode="after")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        return _demand(value, not value or len(value.get_secret_value()) >= 16)

    @field_validator("field_key", "encryption_key", "encryption_key_before", mode="after")
    @classmethod
    def _field_key(cls, value: SecretStr) -> SecretStr:
        try:
            key = base64.urlsafe_b64decode(value.get_secret_value())
        except binascii.Error as error:
            raise ValueError("not base64") from error
        return _demand(value, not value or len(key) == 32)

    @property
    def domain_rates(self) -> dict[str, float]:
        """Messages a second that a destination's domain takes, where that is limited."""
        return {domain: float(rate) for domain, _, rate in (each.partition(" ") for each in self.mail_domain_rates)}

    @property
    def kept_backups(self) -> dict[str, int]:
        """How many are kept of each period: {"day": 7, "week": 5, "month": 12}."""
        found = [match for match in map(KEEP.match, self.backup_keep) if match]
        return {match["period"]: int(match["count"]) for match in found}

    @property
    def host_names(self) -> list[str]:
        """Every name that the desk answers to: the paper's own, those allowed, and this machine's."""
        own = urlsplit(self.base_url).hostname or ""
        return list(dict.fromkeys([own, *self.allowed_hosts, "localhost", "127.0.0.1", "[::1]"]))


def _demand(value: T, holds: object) -> T:
    if not holds:
        raise ValueError("wrong")
    return value
