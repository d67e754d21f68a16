"""The files with which a machine runs a site by itself: systemd units, an nginx site, log rotation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadsheet.edge import nginx
from broadsheet.edge.routes import Routes
from broadsheet.press.folder import Folder

ETC = Path("/etc")
UNITS = ETC / "systemd/system"
LOGS = Path("/var/log/broadsheet")
CHALLENGES = Path("/var/lib/broadsheet-acme")
"""Where certbot puts what Let's Encrypt asks for over port 80 (`certbot certonly --webroot`)."""
OPEN_FILES = 2000
PUBLIC = ("/desk/", "/static/", "/healthz")
"""Dynamic prefixes below which no path is a secret; below others it may be a link of one reader."""


@dataclass(frozen=True)
class Service:
    """`name` is that of units and files; `server_names`, the paper's own first; `http2_listen`: nginx is older than
    1.25.1 and knows no `http2 on`."""

    name: str
    paper: str
    site: Path
    user: str
    program: Path
    port: int
    server_names: tuple[str, ...]
    certificate: tuple[Path, Path] | None = None
    writes: tuple[Path, ...] = ()
    log_addresses: str = "none"
    count_readers: bool = True
    http2_listen: bool = True
    brotli: bool = False
    listen: tuple[str, str] = ("80", "443")


@dataclass(frozen=True)
class File:
    path: Path
    text: str


def files(service: Service) -> list[File]:
    """What is to be written, in that order; the folders above may have to be made."""
    redirects = _redirects(service)
    return [
        File(UNITS / f"{service.name}.service", _unit(service, "server", SERVER)),
        File(UNITS / f"{service.name}-worker.service", _unit(service, "worker", WORKER)),
        File(redirects, nginx.redirect_map(Folder(service.site / "press"))),
        File(ETC / f"nginx/sites-available/{service.name}", web_site(service)),
        File(ETC / f"logrotate.d/broadsheet-{service.name}", _rotation(service)),
    ]


def _redirects(service: Service) -> Path:
    return ETC / f"nginx/{service.name}-redirects.map"


def links(service: Service) -> dict[Path, Path]:
    """Where it lies: what it points to."""
    return {ETC / f"nginx/sites-enabled/{service.name}": ETC / f"nginx/sites-available/{service.name}"}


SERVER = """\
Type=notify
NotifyAccess=all
ExecStart={program} serve --site {site}
ExecReload=/bin/kill -HUP $MAINPID
KillMode=mixed
LimitNOFILE=65536
"""
WORKER = """\
Type=exec
ExecStart={program} worker --site {site}
Nice=5
"""
UNIT = """\
# Made by `broadsheet install-service`. Change it with `systemctl edit {unit}`, which is kept.
[Unit]
Description={paper}: {what}
After=network-online.target postgresql.service redis-server.service
Wants=network-online.target

[Service]
{kind}User={user}
Group={user}
Environment=BROADSHEET_WORKER=separate
{counts}Restart=always
RestartSec=2
TimeoutStopSec=90
UMask=0022
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictSUIDSGID=yes
LockPersonality=yes
ReadWritePaths={writes}

[Install]
WantedBy=multi-user.target
"""
ROTATION = """\
# Made by `broadsheet install-service`. What the server and the worker say is in the journal.
{logs}/{name}.*.log {{
    rotate 14
    compress
    delaycompress
{each}}}

# Of opened pages, which are counted as they come: what was counted is not kept.
{logs}/{name}.readers {{
    rotate 1
    nocompress
{each}}}
"""
EACH = """\
    daily
    missingok
    notifempty
    sharedscripts
    postrotate
        [ ! -f /run/nginx.pid ] || kill -USR1 "$(cat /run/nginx.pid)"
    endscript
"""


def _rotation(service: Service) -> str:
    return ROTATION.format(logs=LOGS, name=service.name, each=EACH)


def opened_pages(service: Service) -> Path:
    """The log by which the worker counts what nginx serves from disk."""
    return LOGS / f"{service.name}.readers"


def _unit(service: Service, what: str, kind: str) -> str:
    unit = service.name if what == "server" else f"{service.name}-{what}"
    return UNIT.format(
        unit=unit,
        paper=" ".join(service.paper.split()).replace("%", "%%"),
        what=what,
        kind=kind.format(program=_word(service.program), site=_word(service.site)),
        user=service.user,
        counts=f"Environment={_word(f'BROADSHEET_READERS_LOG={opened_pages(service)}')}\n" * service.count_readers,
        writes=" ".join(_word(path) for path in (str(service.site), *(f"-{path}" for path in service.writes))),
    )


def _word(path: Path | str) -> str:
    """One word of a unit file."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if re.search(r"[\s\"';]", escaped) else escaped


def web_site(service: Service) -> str:
    """The nginx site: plates from disk, the rest from our server; over HTTPS once there is a certificate."""
    folder, (plain, secure) = Folder(service.site / "press"), service.listen
    challenge = f"location ^~ /.well-known/acme-challenge/ {{ root {nginx.quoted(str(CHALLENGES))}; }}"
    more = [*_logging(service)]
    if service.certificate:
        whole, key = (nginx.quoted(str(path)) for path in service.certificate)
        more += [
            f"ssl_certificate {whole};",
            f"ssl_certificate_key {key};",
            "ssl_session_cache shared:broadsheet:10m;",
        ]
        more += ["ssl_protocols TLSv1.2 TLSv1.3;", *([] if service.http2_listen else ["http2 on;"])]
    else:
        more.append(challenge)
    site = nginx.Site(
        embedded=f"127.0.0.1:{service.port}",
        listen=_listen(secure, f" ssl{' http2' * service.http2_listen}") if service.certificate else _listen(plain),
        server_name=" ".join(service.server_names),
        brotli=service.brotli,
        https=service.certificate is not None,
        open_files=OPEN_FILES,
        more=tuple(more),
    )
    made = nginx.configuration(folder, _redirects(service), site)
    return _log_format(service) + "\n" + made + (_to_https(service, challenge) if service.certificate else "")


def _listen(address: str, words: str = "") -> tuple[str, ...]:
    """Of both families, unless it is an address of one."""
    return tuple(f"{each}{words}" for each in ([address] if ":" in address else [address, f"[::]:{address}"]))


def _to_https(service: Service, challenge: str) -> str:
    listen = "".join(f"    listen {address};\n" for address in _listen(service.listen[0]))
    return f"""
server {{
{listen}    server_name {" ".join(service.server_names)};
    server_tokens off;
    access_log off;
    {challenge}
    location / {{ return 301 https://{service.server_names[0]}$request_uri; }}
}}
"""


def _logging(service: Service) -> Sequence[str]:
    opened = nginx.quoted(str(opened_pages(service)))
    counting = f"access_log {opened} broadsheet_readers if=$broadsheet_opened buffer=64k flush=5s;"
    return (
        f"access_log {nginx.quoted(f'{LOGS}/{service.name}.access.log')} broadsheet buffer=64k flush=5s;",
        *([counting] if service.count_readers else []),
        f"error_log {nginx.quoted(f'{LOGS}/{service.name}.error.log')} crit;",
    )


ADDRESSES = {
    "none": 'default "";',
    "network": 'default ""; "~^(?<broadsheet_four>[0-9]+\\.[0-9]+\\.[0-9]+)\\." $broadsheet_four.0; '
    '"~^(?<broadsheet_six>[0-9a-f]+:[0-9a-f]+:[0-9a-f]+):" "$broadsheet_six::";',
    "full": "default $remote_addr;",
}


def _log_format(service: Service) -> str:
    """One JSON object a line. Of paths that may be one reader's link only the beginning is kept, of none the query.
    Below `error` nginx writes addresses into its error log, so only `crit` is kept."""
    private = "".join(f' "~^{re.escape(prefix)}." "{prefix}…";' for prefix in _private(service))
    return (
        f"map $remote_addr $broadsheet_reader {{ {ADDRESSES[service.log_addresses]} }}\n"
        f"map $broadsheet_path $broadsheet_logged {{ default $broadsheet_path;{private} }}\n"
        'log_format broadsheet escape=json \'{"at":"$time_iso8601","from":"$broadsheet_reader",'
        '"method":"$request_method","path":"$broadsheet_logged","status":$status,"bytes":$bytes_sent,'
        '"seconds":$request_time}\';\n'
        f"{OPENED if service.count_readers else ''}"
    )


OPENED = """\
# Pages that readers open, for the worker to count (broadsheet/readership/weblog.py): no address, of the referrer the
# host, and of who asks not to be tracked neither. What a browser fetches ahead is not opened.
map "$http_sec_purpose$http_purpose$http_x_moz:$http_sec_fetch_dest" $broadsheet_looked_at {
    default ""; "~^:(document)?$" "looked at";
}
map "$request_method $status $broadsheet_looked_at $broadsheet_logged" $broadsheet_opened {
    default ""; "~^GET (200|304) looked at /(?!desk/)([^ ]*/)?$" 1;
}
map "$http_dnt$http_sec_gpc" $broadsheet_quiet { default ""; "~1" 1; }
map "$broadsheet_quiet$http_referer" $broadsheet_source {
    default ""; "~*^https?://(?<broadsheet_host>[^/?#]+)" $broadsheet_host;
}
log_format broadsheet_readers escape=json '{"at":"$msec","path":"$broadsheet_logged","from":"$broadsheet_source",'
    '"agent":"$http_user_agent","quiet":"$broadsheet_quiet","visit":"$connection"}';
"""


def _private(service: Service) -> Iterator[str]:
    for prefix in Routes(Folder(service.site / "press")).dynamic(0).single:
        if prefix.endswith("/") and not prefix.startswith(PUBLIC):
            yield prefix
