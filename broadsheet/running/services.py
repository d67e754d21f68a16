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
AWAY = "This cannot be taken just now. Please try again in a moment.\n"
PUBLIC = ("/desk/", "/static/", "/healthz")
"""Dynamic prefixes below which no path is a secret; below others it may be a link of one reader."""


@dataclass(frozen=True)
class Service:
    """`name` is that of units and files; `server_names`, the paper's own first; `www`: a name that leads to it, over
    HTTPS too where the certificate is for that name as well (`www_secure`); `proxies`: networks of what stands before
    nginx, whose word on the reader's address is taken; `http2_listen`: nginx is older than 1.25.1 and knows no
    `http2 on`; `tagged`: a cache in front is told of changes by tag."""

    name: str
    paper: str
    site: Path
    user: str
    program: Path
    port: int
    server_names: tuple[str, ...]
    certificate: tuple[Path, Path] | None = None
    www: str = ""
    www_secure: bool = False
    proxies: tuple[str, ...] = ()
    connections_each: int = 2000
    writes: tuple[Path, ...] = ()
    log_addresses: str = "none"
    count_readers: bool = True
    http2_listen: bool = True
    brotli: bool = False
    tagged: bool = False
    listen: tuple[str, str] = ("80", "443")
    away: str = AWAY
    """HTML, in the paper's language."""


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
        File(away(service), service.away),
        File(ETC / f"nginx/sites-available/{service.name}", web_site(service)),
        File(ETC / f"logrotate.d/broadsheet-{service.name}", _rotation(service)),
    ]


def _redirects(service: Service) -> Path:
    return ETC / f"nginx/{service.name}-redirects.map"


def links(service: Service) -> dict[Path, Path]:
    """Where it lies: what it points to."""
    return {ETC / f"nginx/sites-enabled/{service.name}": ETC / f"nginx/sites-available/{service.name}"}


MADE_BY = "# Made by `broadsheet install-service`."
SERVER = """\
Type=notify
NotifyAccess=all
ExecStart={program} serve --site {site}
ExecReload=/bin/kill -HUP $MAINPID
KillMode=mixed
LimitNOFILE=65536
# It says every few seconds that it still answers; who does not is started again.
WatchdogSec=120
"""
WORKER = """\
Type=exec
NotifyAccess=main
ExecStart={program} worker --site {site}
# It ends what it has started by itself: a recording that is broken off by others would count as failed.
KillMode=mixed
Nice=5
WatchdogSec=1800
"""
UNIT = """\
{made} Change it with `systemctl edit {unit}`, which is kept.
[Unit]
Description={paper}: {what}
After=network-online.target postgresql.service redis-server.service
Wants=network-online.target
RequiresMountsFor={site}
StartLimitIntervalSec=0

[Service]
{kind}User={user}
Group={user}
Environment=BROADSHEET_WORKER=separate
{counts}Restart=always
RestartSec=2
TimeoutStartSec=600
TimeoutStopSec=90
OOMPolicy=continue
UMask=0022
CapabilityBoundingSet=
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
# What a program that is not root asks of the kernel; more than that it is told that it may not.
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
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


def away(service: Service) -> Path:
    """The page that nginx gives who sends something while our server is away."""
    return ETC / f"nginx/{service.name}-away.html"


def opened_pages(service: Service) -> Path:
    """The log by which the worker counts what nginx serves from disk."""
    return LOGS / f"{service.name}.readers"


def _unit(service: Service, what: str, kind: str) -> str:
    unit = service.name if what == "server" else f"{service.name}-{what}"
    return UNIT.format(
        made=MADE_BY,
        unit=unit,
        site=word(service.site),
        paper=" ".join(service.paper.split()).replace("%", "%%"),
        what=what,
        kind=kind.format(program=word(service.program), site=word(service.site)),
        user=service.user,
        counts=f"Environment={word(f'BROADSHEET_READERS_LOG={opened_pages(service)}')}\n" * service.count_readers,
        writes=" ".join(word(path) for path in (str(service.site), *(f"-{path}" for path in service.writes))),
    )


def word(path: Path | str) -> str:
    """One word of a unit file."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if re.search(r"[\s\"';]", escaped) else escaped


TLS = """\
ssl_protocols TLSv1.2 TLSv1.3;
ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:\
ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
ssl_prefer_server_ciphers off;
ssl_session_cache shared:broadsheet:10m;
ssl_session_timeout 1d;
ssl_session_tickets off;
"""
"""What Mozilla's guidelines call intermediate, of ciphers with forward secrecy; tickets would end it, since nobody
changes their key."""
PATIENCE = """\
client_header_timeout 10s;
client_body_timeout 30s;
send_timeout 20s;
keepalive_timeout 30s;
reset_timedout_connection on;
"""
"""As our own server has it: who sends or takes nothing for so long holds a connection that another reader wants."""


def web_site(service: Service) -> str:
    """The nginx site: plates from disk, the rest from our server; over HTTPS once there is a certificate."""
    folder = Folder(service.site / "press")
    challenge = f"location ^~ /.well-known/acme-challenge/ {{ root {nginx.quoted(str(CHALLENGES))}; }}"
    more = [*PATIENCE.splitlines(), *_addresses(service), *_logging(service)]
    more += _secured(service) if service.certificate else [challenge]
    site = nginx.Site(
        embedded=f"127.0.0.1:{service.port}",
        listen=_listen_secure(service) if service.certificate else _listen(service.listen[0]),
        server_name=" ".join(service.server_names),
        brotli=service.brotli,
        tagged=service.tagged,
        https=service.certificate is not None,
        open_files=OPEN_FILES,
        away=away(service),
        more=tuple(more),
    )
    made = nginx.configuration(folder, _redirects(service), site)
    beside = _to_https(service, challenge) if service.certificate else ""
    return f"{_log_format(service)}{_zone(service)}\n{made}{beside}{_www(service, challenge)}"


def _secured(service: Service) -> list[str]:
    assert service.certificate is not None
    whole, key = (nginx.quoted(str(path)) for path in service.certificate)
    lines = [f"ssl_certificate {whole};", f"ssl_certificate_key {key};", *TLS.splitlines()]
    return [*lines, *([] if service.http2_listen else ["http2 on;"])]


def _listen_secure(service: Service) -> tuple[str, ...]:
    return _listen(service.listen[1], f" ssl{' http2' * service.http2_listen}")


HOUSEHOLD = """\
# Of IPv6 a network of 64 bits counts as one address: whoever has one of its addresses has them all.
map $binary_remote_addr $broadsheet_household {
    default $binary_remote_addr;
    "~(?s)^\\x00{10}\\xff\\xff(?<broadsheet_ipv4>.{4})$" $broadsheet_ipv4;
    "~(?s)^(?<broadsheet_network>.{8}).{8}$" $broadsheet_network;
}
limit_conn_zone $broadsheet_household zone=broadsheet_connections:10m;
"""
"""As edge/neighbours.py has it, which this nginx stands before."""


def _zone(service: Service) -> str:
    if not service.connections_each:
        return ""
    return HOUSEHOLD


def _addresses(service: Service) -> Iterator[str]:
    """Who asks, where something stands before nginx, and how much one of them may ask for at once."""
    if service.proxies:
        yield from (f"set_real_ip_from {network};" for network in service.proxies)
        yield from ("real_ip_header X-Forwarded-For;", "real_ip_recursive on;")
    if service.connections_each:
        yield from (f"limit_conn broadsheet_connections {service.connections_each};", "limit_conn_log_level info;")


def _listen(address: str, words: str = "") -> tuple[str, ...]:
    """Of both families, unless it is an address of one."""
    return tuple(f"{each}{words}" for each in ([address] if ":" in address else [address, f"[::]:{address}"]))


def _to_https(service: Service, challenge: str) -> str:
    names = " ".join([*service.server_names, *([service.www] if service.www else [])])
    return _leading(service, names, _listen(service.listen[0]), [challenge])


def _www(service: Service, challenge: str) -> str:
    """To the one name that the paper has."""
    if not service.www or (service.certificate and not service.www_secure):
        return ""
    if service.certificate:
        return _leading(service, service.www, _listen_secure(service), _secured(service))
    return _leading(service, service.www, _listen(service.listen[0]), [challenge])


def _leading(service: Service, names: str, listen: Sequence[str], more: Sequence[str]) -> str:
    """A server that only leads to the paper."""
    scheme = "https" if service.certificate else "http"
    lines = "".join(f"    {line}\n" for line in [*(f"listen {address};" for address in listen), *more])
    return f"""
server {{
    server_name {names};
{lines}    server_tokens off;
    access_log off;
    location / {{ return 301 {scheme}://{service.server_names[0]}$request_uri; }}
}}
"""


CONNECTIONS, OPEN = 32_768, 65_536


def roomier(main: str) -> str:
    """nginx.conf with room for readers: Debian's lets each of its processes hold 768 connections, and a page that
    listens for news takes two of them. More than that is left as it is."""
    found = re.search(r"^(\s*worker_connections\s+)(\d+)(\s*;)", main, re.MULTILINE)
    if found is None or int(found[2]) >= CONNECTIONS:
        return main
    roomy = main[: found.start()] + f"{found[1]}{CONNECTIONS}{found[3]}" + main[found.end() :]
    if re.search(r"^\s*worker_rlimit_nofile\b", main, re.MULTILINE):
        return roomy
    return re.sub(r"^(?=events\b)", f"worker_rlimit_nofile {OPEN};\n", roomy, count=1, flags=re.MULTILINE)


def _logging(service: Service) -> Sequence[str]:
    opened = nginx.quoted(str(opened_pages(service)))
    level = "error" if service.log_addresses == "full" else "emerg"
    counting = f"access_log {opened} broadsheet_readers if=$broadsheet_opened buffer=64k flush=5s;"
    return (
        f"access_log {nginx.quoted(f'{LOGS}/{service.name}.access.log')} broadsheet buffer=64k flush=5s;",
        *([counting] if service.count_readers else []),
        f"error_log {nginx.quoted(f'{LOGS}/{service.name}.error.log')} {level};",
    )


ADDRESSES = {
    "none": 'default "";',
    "network": 'default ""; "~^(?<broadsheet_four>[0-9]+\\.[0-9]+\\.[0-9]+)\\." $broadsheet_four.0; '
    '"~^(?<broadsheet_six>[0-9a-f]+:[0-9a-f]+:[0-9a-f]+):" "$broadsheet_six::";',
    "full": "default $remote_addr;",
}


def _log_format(service: Service) -> str:
    """One JSON object a line. Of paths that may be one reader's link only the beginning is kept, of none the query.
    Into its error log nginx writes the whole address with whatever concerns a connection, up to `alert` (who offers
    no key that it takes is `crit`), so nothing of that is kept unless addresses are."""
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
    for prefix in sorted(Routes(Folder(service.site / "press")).dynamic(0).single):  # or each run writes another
        if prefix.endswith("/") and not prefix.startswith(PUBLIC):
            yield prefix
    yield "/desk/password_reset/confirm/"  # its end is somebody's right to a new password
