"""Reads a site's configuration, or says in one sentence which setting is wrong and what it should be."""

from __future__ import annotations

import difflib
import os
import stat
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from broadsheet.edge.listening import INHERITED
from broadsheet.edge.succession import READY
from broadsheet.kit.extras import to_install
from broadsheet.site.config import CONFIG_NAME, PREFIX, SECRETS_NAME, SITE_VARIABLE, Config

NEEDED_SECRETS = ("secret_key", "field_key")
SECRET_KEYS = (
    *(*NEEDED_SECRETS, "metrics_token", "speech_key", "elevenlabs_key"),
    *("encryption_key", "encryption_key_before"),
    *("backup_s3_id", "backup_s3_secret", "s3_id", "s3_secret", "purge_token"),
)
USUAL_NAMES = {name: name.lower() for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY")}
"""Environment variables without our prefix, with the key that each of them sets."""


class ConfigError(Exception):
    """The site cannot start as it is configured; the message is the one sentence to show."""


def site_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the site that this process works for."""
    return Path(environ.get(SITE_VARIABLE) or ".").resolve()


def load(site: Path) -> Config:
    """The configuration of the site in this folder. Raises ConfigError with the sentence to show."""
    _refuse_unknown_variables()
    public = _read(site / CONFIG_NAME, f"run `broadsheet init {site}` to make a site here")
    for key in SECRET_KEYS:
        if key in public:
            raise ConfigError(f"{CONFIG_NAME}: {key} is a secret, and should stand in {SECRETS_NAME}.")
    config = check(public | _secrets(site) | _usual_variables())
    for key in NEEDED_SECRETS:
        if not getattr(config, key).get_secret_value():
            raise ConfigError(f"{SECRETS_NAME}: {key} is missing, and should be {_should(key)}.")
    _demand_packages(config)
    return config


def _demand_packages(config: Config) -> None:
    """What a setting needs and is not installed by default."""
    extras = {"database_url": ("psycopg", "postgres"), "redis_url": ("redis", "redis")}
    for key, (package, extra) in extras.items():
        value = getattr(config, key)
        if value and not value.startswith("sqlite") and find_spec(package) is None:
            raise ConfigError(f"{_origin(key)} needs {package}: run `{to_install(f'broadsheet[{extra}]')}`.")
    for key in ("backup_to", "media_to", "press_to"):
        if getattr(config, key).startswith("s3:") and find_spec("boto3") is None:
            raise ConfigError(f"{_origin(key)} needs boto3: run `{to_install('broadsheet[s3]')}`.")
    if config.purge_to and not config.purge_to.startswith("http") and not config.purge_token.get_secret_value():
        raise ConfigError(f"{_origin('purge_to')} needs purge_token in {SECRETS_NAME}, which that service gave you.")
    if config.press_to and not config.media_to:
        raise ConfigError(f"{_origin('press_to')} needs media_to: a host that presses needs the originals.")
    if config.press_to and not config.database_url.startswith("postgres"):
        raise ConfigError(
            f"{_origin('press_to')} needs PostgreSQL (database_url): several hosts share no SQLite file."
        )


def check(values: Mapping[str, Any]) -> Config:
    """These values under the environment's; raises ConfigError for the first wrong one."""
    try:
        return Config(**values)
    except ValidationError as error:
        raise ConfigError(_sentence(error.errors()[0])) from None


def _read(path: Path, remedy: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"There is no {path.name} in {path.parent}: {remedy}.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}): give it to the user who runs this.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from None


def _secrets(site: Path) -> dict[str, Any]:
    path = site / SECRETS_NAME
    values = (
        _read(path, "copy it from where the site was made, or set SECRET_KEY and BROADSHEET_FIELD_KEY")
        if path.exists() or not _secrets_in_environment()
        else {}
    )
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(f"{path} can be read by others: run `chmod 600 {path}`.")
    for key in values:
        if key not in SECRET_KEYS:
            raise ConfigError(f"{SECRETS_NAME}: {key} is no secret of a site{_perhaps(key, SECRET_KEYS)}.")
    return values


def _secrets_in_environment() -> bool:
    return bool(os.environ.get("SECRET_KEY") or os.environ.get(f"{PREFIX}SECRET_KEY")) and bool(
        os.environ.get(f"{PREFIX}FIELD_KEY")
    )


def _usual_variables() -> dict[str, str]:
    return {key: os.environ[name] for name, key in USUAL_NAMES.items() if os.environ.get(name)}


def _refuse_unknown_variables() -> None:
    known = [SITE_VARIABLE, INHERITED, READY, *(PREFIX + key.upper() for key in Config.model_fields)]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            raise ConfigError(f"The environment variable {name} is no setting{_perhaps(name, known)}.")


def _sentence(error: ErrorDetails) -> str:
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return f"{CONFIG_NAME}: {key} is no setting{_perhaps(key, Config.model_fields)}."
    return f"{_origin(key)} is {_shown(key, error)}, and should be {_should(key)}."


def _origin(key: str) -> str:
    """Where the value came from, in the order in which one hides the other."""
    for name in (PREFIX + key.upper(), key.upper()):
        if os.environ.get(name) and (name.startswith(PREFIX) or name in USUAL_NAMES):
            return f"The environment variable {name}"
    return f"{SECRETS_NAME if key in SECRET_KEYS else CONFIG_NAME}: {key}"


def _shown(key: str, error: ErrorDetails) -> str:
    if key in SECRET_KEYS or (key.endswith("_url") and key != "base_url"):
        return "not right"  # may hold a password: never shown
    return repr(error["input"])


def _should(key: str) -> str:
    return str(Config.model_fields[key].description)


def _perhaps(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""
