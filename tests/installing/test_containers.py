"""The container files say what `install-service` does, as far as can be seen without a registry of images."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from broadsheet.site.cli import COMMANDS
from broadsheet.site.config import PREFIX, Config
from broadsheet.site.loading import USUAL_NAMES
from tests.parts import find
from tests.postgres import Cluster, free_port
from tests.sites import ROOT, Site, broadsheet, clean_environment, until

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
GIVEN = re.compile(r"\$\{REDIS_PASSWORD:\?[^}]*\}")
VERSION = re.compile(r":\d[\w.-]*$")
OURS = ("server", "worker")


def instructions() -> list[tuple[str, str]]:
    """("RUN", "apt-get …"), in order."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.M))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def of(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


@pytest.fixture
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
    return found


def test_the_image_has_versions_no_root_and_nothing_left_over() -> None:
    bases = [rest.partition(" AS ")[0] for rest in of("FROM")]
    assert all(VERSION.search(base) for base in bases)
    assert len(set(bases)) == 1, "what was built for one Python does not run with another"
    words = [word for word, _ in instructions()]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in ("RUN", "COPY"))
    assert of("USER") == ["broadsheet"]
    assert "USER" in words[: words.index("ENTRYPOINT")]
    stages = {rest.partition(" AS ")[2] for rest in of("FROM")} - {""}
    assert {match for rest in of("COPY") for match in re.findall(r"--from=(\w+)", rest)} == stages
    for run in of("RUN"):
        if "apt-get install" in run:
            assert "--no-install-recommends" in run
            assert "rm -rf /var/lib/apt/lists/*" in run
        if "pip install" in run:
            assert "--no-cache-dir -c constraints.txt" in run
    assert not of("ADD")


def test_the_image_runs_our_program_with_extras_that_exist() -> None:
    assert json.loads(of("ENTRYPOINT")[0]) == ["broadsheet"]
    assert json.loads(of("CMD")[0])[0] in COMMANDS
    (extras,) = re.findall(r"'\.\[([a-z0-9,]+)\]'", DOCKERFILE)
    known = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras.split(",")) <= set(known)
    assert of("WORKDIR")[-1] == of("VOLUME")[0] == "/srv/paper"


def test_only_what_the_package_is_made_of_comes_into_the_image() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    let_in = [line[1:].rstrip("/") for line in lines if line.startswith("!")]
    assert all((ROOT / name).exists() for name in let_in)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {"broadsheet", "pyproject.toml", "constraints.txt", project["readme"], *project["license-files"]} == set(
        let_in
    )


def test_services_run_commands_and_settings_that_exist(services: dict[str, Any]) -> None:
    for name in OURS:
        service = services[name]
        assert service["command"][0] in COMMANDS
        assert service["volumes"] == ["paper:/srv/paper"]
        for variable in service["environment"]:
            assert variable in USUAL_NAMES or variable.removeprefix(PREFIX).lower() in Config.model_fields
        assert service["environment"][f"{PREFIX}WORKER"] == "separate"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    front = services["front"]["networks"]["inside"]["ipv4_address"]
    assert services["server"]["environment"][f"{PREFIX}TRUSTED_PROXIES"] == front


def test_only_the_front_can_be_reached_and_all_come_back(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["front"]
    assert {service["restart"] for service in services.values()} == {"unless-stopped"}
    assert all(VERSION.search(service["image"]) for name, service in services.items() if name not in OURS)
    assert all("max-size" in service["logging"]["options"] for service in services.values())
    top = yaml.safe_load(COMPOSE)
    for service in services.values():
        mounted = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {name for name in mounted if not name.startswith("./")} <= set(top["volumes"])
        assert set(service["networks"]) <= set(top["networks"])


def test_nobody_who_starts_before_the_front_gets_its_address(services: dict[str, Any]) -> None:
    (network,) = yaml.safe_load(COMPOSE)["networks"]["inside"]["ipam"]["config"]
    front = ip_address(services["front"]["networks"]["inside"]["ipv4_address"])
    assert front in ip_network(network["subnet"])
    assert front not in ip_network(network["ip_range"])
    assert ip_network(network["ip_range"]).subnet_of(ip_network(network["subnet"]))


def test_what_is_waited_for_can_say_that_it_is_well(services: dict[str, Any]) -> None:
    for service in services.values():
        waits = service.get("depends_on", {})
        for name in waits:
            assert name in services
            if isinstance(waits, dict) and waits[name]["condition"] == "service_healthy":
                assert services[name]["healthcheck"]["test"][0] == "CMD"


def test_no_secret_stands_in_the_files(services: dict[str, Any]) -> None:
    for service in services.values():
        for variable, value in service.get("environment", {}).items():
            if "PASSWORD" in variable or "AUTH" in variable or "@" in str(value):
                assert re.search(r"\$\{(POSTGRES|REDIS)_PASSWORD:\?", value)


def test_redis_asks_for_the_password_that_the_paper_gives(services: dict[str, Any]) -> None:
    command, (said,) = services["redis"]["command"], GIVEN.findall(services["redis"]["environment"]["REDISCLI_AUTH"])
    assert command[command.index("--requirepass") + 1] == said
    assert services["server"]["environment"]["REDIS_URL"] == f"redis://:{said}@redis:6379/0"
    assert "REDIS_PASSWORD=" in (ROOT / "docs/running/containers.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.part("postgres", "redis-server", "caddy")
def test_the_papers_environment_serves_it_through_the_front(
    services: dict[str, Any], postgres: Cluster, tmp_path: Path
) -> None:
    """Processes in place of containers; names of hosts are this machine's."""
    site = Site(tmp_path / "paper")
    redis = free_port()
    here = {
        "DATABASE_URL": postgres.create("composed"),
        "REDIS_URL": f"redis://:harbour@127.0.0.1:{redis}/0",
        f"{PREFIX}TRUSTED_PROXIES": "127.0.0.1",
    }
    site.environment = {**services["server"]["environment"], **here}
    front = free_port()
    address = f"http://127.0.0.1:{front}"
    asked = [GIVEN.sub("harbour", word) for word in services["redis"]["command"]]
    command = [*asked, "--port", str(redis), "--bind", "127.0.0.1"]
    with _program(command, tmp_path), site:
        made = subprocess.run(
            broadsheet("init", site.folder, "--name", "The Mirna Bay Ledger", "--base-url", address),
            env=clean_environment(**site.environment),
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert made.returncode == 0, made.stderr
        site.work()
        site.serve()
        site.well()
        with _caddy(tmp_path, address, site.port):
            until(lambda: "The Mirna Bay Ledger" in _text(address), 60)
            assert "Retry" not in _text(f"{address}/desk/login/")
            with urlopen(f"{address}/live/", timeout=20) as stream:
                assert stream.headers["content-type"] == "text/event-stream"


@contextmanager
def _program(command: list[str], place: Path, **environment: str) -> Iterator[None]:
    program = find(command[0])
    assert program is not None
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [program, *command[1:]], cwd=place, env={**os.environ, **environment}, stdout=quiet, stderr=quiet
    ) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def _caddy(place: Path, address: str, server: int) -> Iterator[None]:
    """With our file; without the port of its own administration, which others here may have."""
    environment = {"PAPER_HOST": address, "PAPER_SERVER": f"127.0.0.1:{server}", "XDG_DATA_HOME": str(place)}
    environment["XDG_CONFIG_HOME"] = str(place)
    adapted = subprocess.run(
        [find("caddy") or "caddy", "adapt", "--config", ROOT / "Caddyfile"],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    config = {**json.loads(adapted.stdout), "admin": {"disabled": True}}
    (place / "caddy.json").write_text(json.dumps(config))
    with _program(["caddy", "run", "--config", str(place / "caddy.json")], place, **environment):
        yield


def _text(url: str) -> str:
    try:
        with urlopen(url, timeout=20) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""
