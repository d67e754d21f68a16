"""A wrong setting stops the start with one sentence: its name, what it was, what it should be."""

from __future__ import annotations

import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from broadsheet.site import loading
from broadsheet.site.config import CONFIG_NAME, Config
from broadsheet.site.founding import Choices, settings_text
from broadsheet.site.loading import SECRET_KEYS, ConfigError, load


def refusal(site: Path, line: str) -> str:
    """What is said about a site whose settings are this one line."""
    (site / CONFIG_NAME).write_text(f"{line}\n")
    with pytest.raises(ConfigError) as refused:
        load(site)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_new_site_has_its_name_and_every_default(site: Path) -> None:
    config = load(site)
    defaults = {name: field.default for name, field in Config.model_fields.items() if name not in SECRET_KEYS}
    assert config.model_dump(exclude=set(SECRET_KEYS)) == {**defaults, "name": "The Mirna Bay Ledger"}


@pytest.mark.parametrize(
    ("line", "shown", "should"),
    [
        ('name = ""', "''", "the paper's name"),
        ('base_url = "ledger.example"', "'ledger.example'", "scheme and host"),
        ('base_url = "https://ledger.example/news"', "/news'", "no path"),
        ('base_url = "https://ledger.example:99999"', ":99999'", "scheme and host"),
        ('base_url = "https://alice@ledger.example"', "alice@", "scheme and host"),
        ("languages = []", "[]", "language codes"),
        ('languages = ["en", "xx"]', "['en', 'xx']", "language codes"),
        ('languages = ["en", "en"]', "['en', 'en']", "different"),
        ('time_zone = "Mirna/Bay"', "'Mirna/Bay'", "IANA"),
        ('time_zone = "/etc/passwd"', "'/etc/passwd'", "IANA"),
        ('host = ""', "''", "listen on"),
        ("port = 0", "0", "1 to 65535"),
        ("port = 70000", "70000", "1 to 65535"),
        ('port = "http"', "'http'", "1 to 65535"),
        ("workers = 0", "0", "1 to 64"),
        ('allowed_hosts = ["https://ledger.example"]', "https", "host names"),
        ('trusted_proxies = ["nginx"]', "nginx", "IP addresses"),
        ("plate_memory_mb = -1", "-1", "megabytes"),
        ("press_processes = 1.5", "1.5", "1 to 64"),
        ('worker = "seperate"', "'seperate'", '"embedded" or "separate"'),
    ],
)
def test_a_wrong_value_is_named_with_what_it_was_and_should_be(
    site: Path, line: str, shown: str, should: str
) -> None:
    sentence = refusal(site, line)
    assert sentence.startswith(f"{CONFIG_NAME}: {line.split()[0]} is ")
    assert shown in sentence
    assert should in sentence


@pytest.mark.parametrize("key", ["database_url", "redis_url", "email_url"])
def test_a_wrong_url_is_named_and_its_password_is_not_shown(site: Path, key: str) -> None:
    sentence = refusal(site, f'{key} = "gopher://alice:tide-gate@db.example/ledger"')
    assert f"{key} is not right, and should be empty" in sentence
    assert "tide-gate" not in sentence


def test_a_password_is_not_sent_in_clear(site: Path) -> None:
    sentence = refusal(site, 'email_url = "smtp://alice:tide-gate@mail.example:587"')
    assert "email_url is not right" in sentence
    assert "smtp+tls://" in sentence
    assert "tide-gate" not in sentence
    for well in ("smtp://mail.example", "smtp://alice:tide-gate@127.0.0.1:1025", "smtp+tls://a:b@mail.example"):
        (site / CONFIG_NAME).write_text(f'email_url = "{well}"', encoding="utf-8")
        assert load(site).email_url == well


def test_an_unknown_key_is_named_with_the_one_that_was_meant(site: Path) -> None:
    assert refusal(site, 'timezone = "UTC"') == "broadsheet.toml: timezone is no setting (did you mean time_zone?)."


def test_what_is_not_toml_is_told_with_its_line(site: Path) -> None:
    sentence = refusal(site, 'name = "The Ledger"\nport = = 1')
    assert "is not TOML" in sentence
    assert "line 2" in sentence


def test_what_is_not_text_is_told(site: Path) -> None:
    (site / CONFIG_NAME).write_bytes(b'name = "\xff"')
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load(site)


def test_a_folder_without_settings_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no broadsheet\.toml in .* run `broadsheet init"):
        load(tmp_path)


def test_a_secret_in_the_settings_is_refused(site: Path) -> None:
    assert "should stand in secrets.toml" in refusal(site, f'secret_key = "{"x" * 40}"')


# -- the environment


def test_the_environment_goes_before_the_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_NAME", "The Evening Ledger")
    monkeypatch.setenv("BROADSHEET_LANGUAGES", "de, en")
    monkeypatch.setenv("BROADSHEET_PORT", "8080")
    config = load(site)
    assert (config.name, config.languages, config.port) == ("The Evening Ledger", ["de", "en"], 8080)


def test_a_wrong_variable_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_PORT", "high")
    with pytest.raises(ConfigError, match=r"^The environment variable BROADSHEET_PORT is 'high', and should be"):
        load(site)


def test_an_unknown_variable_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_PROT", "8080")
    with pytest.raises(ConfigError, match=r"BROADSHEET_PROT is no setting \(did you mean BROADSHEET_PORT\?\)"):
        load(site)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://ledger@db.example/ledger"),
        ("REDIS_URL", "redis://cache.example/0"),
        ("EMAIL_URL", "smtp+tls://mail.example"),
        ("SECRET_KEY", "of the environment, long enough to be taken"),
    ],
)
def test_the_usual_names_are_read(site: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    found = getattr(load(site), name.lower())
    assert (found.get_secret_value() if name == "SECRET_KEY" else found) == value


def test_a_wrong_usual_name_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://db.example/ledger")
    with pytest.raises(ConfigError, match=r"^The environment variable DATABASE_URL is not right, and should be"):
        load(site)


@pytest.mark.parametrize(
    ("line", "package"),
    [
        ('database_url = "postgresql://db.example/ledger"', "psycopg"),
        ('redis_url = "redis://cache.example"', "redis"),
    ],
)
def test_a_package_that_is_not_there_is_told(
    site: Path, monkeypatch: pytest.MonkeyPatch, line: str, package: str
) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda name: None)
    assert f"{line.split()[0]} needs {package}: run `{sys.prefix}/bin/pip install 'broadsheet[" in refusal(site, line)


# -- secrets


def test_secrets_that_others_can_read_are_refused(site: Path) -> None:
    (site / "secrets.toml").chmod(0o640)
    with pytest.raises(ConfigError, match=r"can be read by others: run `chmod 600 "):
        load(site)


def test_missing_secrets_are_told(site: Path) -> None:
    (site / "secrets.toml").unlink()
    with pytest.raises(ConfigError, match=r"There is no secrets\.toml in "):
        load(site)


def test_secrets_may_come_from_the_environment_alone(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "secrets.toml").unlink()
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BROADSHEET_FIELD_KEY", "A" * 43 + "=")
    assert load(site).secret_key.get_secret_value() == "k" * 40


@pytest.mark.parametrize("line", ['secret_key = "short"', 'field_key = "not base64 at all"', 'field_key = "AAAA"'])
def test_a_wrong_secret_is_named_and_not_shown(site: Path, line: str) -> None:
    key, _, value = line.partition(" = ")
    others = [text for text in (site / "secrets.toml").read_text().splitlines() if not text.startswith(key)]
    (site / "secrets.toml").write_text("\n".join([*others, line]))
    with pytest.raises(ConfigError) as refused:
        load(site)
    assert str(refused.value).startswith(f"secrets.toml: {key} is not right")
    assert value.strip('"') not in str(refused.value)


def test_a_missing_secret_is_named(site: Path) -> None:
    (site / "secrets.toml").write_text(f'secret_key = "{"k" * 40}"\n')
    with pytest.raises(ConfigError, match=r"^secrets\.toml: field_key is missing"):
        load(site)


def test_secrets_are_not_printed(site: Path) -> None:
    config = load(site)
    assert config.secret_key.get_secret_value() not in repr(config)


# -- the file that init writes


def test_the_settings_file_tells_every_key_with_its_default() -> None:
    text = (files("broadsheet.site") / CONFIG_NAME).read_text()
    told = tomllib.loads("\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line))
    assert told == {name: field.default for name, field in Config.model_fields.items() if name not in SECRET_KEYS}


@pytest.mark.parametrize("name", ['The "Ledger"', "Ledger \\ Post", "Мирна", "a = b", "#1"])
def test_any_name_survives_the_settings_file(name: str) -> None:
    assert tomllib.loads(settings_text(Choices(name=name)))["name"] == name
