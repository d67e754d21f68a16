"""A real nginx with the site that `install-service` writes, for tests."""

from __future__ import annotations

import http.client
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.running import installing, services
from broadsheet.running.services import Service
from tests.sites import until


@contextmanager
def nginx_with(program: Path, service: Service, place: Path) -> Iterator[None]:
    """A real nginx with the site as it is written, but for the folders that only root has."""
    installing.write(service, place)
    site = place / f"etc/nginx/sites-available/{service.name}"
    text = site.read_text()
    for folder in ("/etc/nginx/", "/var/log/", "/var/lib/broadsheet-acme"):
        text = text.replace(folder, f"{place}{folder}")
    site.write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    load = f"load_module {module};\n" if (module := services.nginx._BROTLI_MODULES[0]).exists() else ""
    main = place / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    main.write_text(
        f"{load}{user}daemon off; master_process off; pid {place}/pid; error_log {place}/log;\n"
        f"events {{}}\nhttp {{\n{temporary}include {site};\n}}\n"
    )
    with subprocess.Popen([program, "-c", main, "-e", place / "log", "-p", place], stderr=subprocess.PIPE) as process:
        try:
            until(lambda: _listens(service) or process.poll() is not None)
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            yield
        finally:
            process.terminate()


def _listens(service: Service) -> bool:
    try:
        ask(service, "/ferry/", secure=False)
    except OSError:
        return False
    return True


def ask(
    service: Service, path: str, *, secure: bool, trust: Path | None = None, **headers: str
) -> tuple[int, str, str]:
    port = int(service.listen[secure].rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    if secure:
        context = ssl.create_default_context(cafile=trust)
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    try:
        return answer.status, answer.getheader("location", ""), answer.read().decode("latin1")
    finally:
        connection.close()
