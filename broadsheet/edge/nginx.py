"""The configuration with which nginx serves a press folder by itself, and asks us only for what it lacks.

nginx answers plates, tombstones and the pressed 404 from disk. Dynamic prefixes go to the embedded server, and so
does whatever is not on disk (a URL that is due, a redirect, which is always that of the press folder); when that
server does not answer, nginx goes on alone. For this it has the redirects as a map, read at start and at reload, and
believes it only where the press folder says that the path has moved.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from broadsheet.edge.door import CACHE_CONTROL, LANGUAGE, RAIL, RAIL_CONTROL
from broadsheet.edge.limits import UPLOADS
from broadsheet.edge.plates import FOREVER, HASHED, HOURLY, HOURLY_CONTROL
from broadsheet.edge.routes import Routes
from broadsheet.kit import policy
from broadsheet.press.folder import MEDIA_TYPES, MOVES, Folder

REDIRECTS = "broadsheet-redirects.map"
SITE = "broadsheet.conf"
LONGEST_KEY = (
    40  # bytes; nginx's own limit is 46 unless somebody raised map_hash_bucket_size, which only one file may
)
KEPT = 10
"""Seconds that nginx keeps a connection to our server, which closes it after `Limits.idle`: what is sent at that very
moment would be lost, and a form is not sent again."""
_AWAY = "/.broadsheet/away.html"
_FOUND = "^(?:200|206|304) "
_PAGE = {name: f"$broadsheet_page_{name.lower().replace('-', '_')}" for name in policy.PAGE}
"""Variables that are empty, and then not sent, with what is no document."""
_ERROR_PAGES = """\
    location @killed {{
{headers}        try_files /gone$uri /gone${{uri}}index.html =410;
    }}
    location @missing {{
{headers}        try_files /plates${{broadsheet_language}}404.html /plates/404.html =404;
    }}
"""
_PROXY = """\
        proxy_pass http://broadsheet;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_connect_timeout 5s;
"""
_BROTLI_MODULES = (
    Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"),
    Path("/usr/lib64/nginx/modules/ngx_http_brotli_static_module.so"),
)


@dataclass(frozen=True, slots=True)
class Site:
    """What the configuration says beside the folder. `embedded` is host:port of our server, None without one."""

    embedded: str | None = "127.0.0.1:8000"
    listen: tuple[str, ...] = ("80", "[::]:80")
    server_name: str = "_"
    cache_control: str = CACHE_CONTROL
    largest_body: str = "64m"  # at the desk
    largest_form: str = "1m"  # anywhere else
    brotli: bool = False
    https: bool = False  # readers come by HTTPS alone, and browsers are told so
    away: Path | None = None  # the page for who sends something while our server is away; otherwise one sentence
    tagged: bool = False  # answers name their tag to a cache in front
    open_files: int = 0  # entries of open_file_cache; a new plate is then seen up to a second later
    more: tuple[str, ...] = ()  # further lines of the server block


def has_brotli() -> bool:
    """Whether Debian's libnginx-mod-http-brotli-static (or its like) is installed here."""
    return any(module.exists() for module in _BROTLI_MODULES)


def write(folder: Folder, place: Path, site: Site) -> list[Path]:
    """Write both files into `place` and return them. Raises OSError."""
    redirects, config = place / REDIRECTS, place / SITE
    redirects.write_text(redirect_map(folder))
    config.write_text(configuration(folder, redirects, site))
    return [config, redirects]


def redirect_map(folder: Folder) -> str:
    """`"/old/path" "301 /new/path";` lines for nginx's `map`; read again by `nginx -s reload`.

    nginx compares them with the decoded path. In what it sends, `$` would begin a variable.
    """
    moves: dict[str, str] = {}
    for top, below, _ in folder.walk():
        if top != "moved":
            continue
        path = "/" + below.removesuffix(".to").rstrip("/")
        found = folder.redirect(quote(path))
        if found is not None:
            moves[path] = f"{found[0]} {found[1].replace('$', '%24')}"
    spelt = Counter(path.lower() for path in moves)
    return "".join(f"{_key(path, spelt)} {quoted(moves[path])};\n" for path in moves)


def _key(path: str, spelt: Counter[str]) -> str:
    """Looked up at once, where nginx can: it loads no map with a longer key, and knows no capitals in one."""
    if len(path.encode()) > LONGEST_KEY or spelt[path.lower()] > 1:
        return quoted(f"~^{re.escape(path)}$")
    return quoted(path)


def configuration(folder: Folder, redirects: Path, site: Site) -> str:
    """A file for sites-enabled/ or conf.d/, inside `http {}`."""
    parts = [_maps(redirects, site), _server(folder, site)]
    if site.embedded:
        kept = f"    keepalive 32;\n    keepalive_timeout {KEPT}s;\n"
        parts.insert(0, f"upstream broadsheet {{\n    server {site.embedded};\n{kept}}}\n\n")
    return "# Made by broadsheet; what you change here is lost when it is made again.\n" + "".join(parts)


def _maps(redirects: Path, site: Site) -> str:
    moves = f'map $broadsheet_bare $broadsheet_move {{ default ""; include {redirects}; }}\n' + "".join(
        f'map $broadsheet_move $broadsheet_moved_{status} {{ default ""; "~^{status} (?<broadsheet_to_{status}>.*)$" '
        f"$broadsheet_to_{status}; }}\n"
        for status in MOVES
    )
    pages = "".join(
        f'map $sent_http_content_type {_PAGE[name]} {{ default ""; "~{policy.DOCUMENT.pattern}" "{value}"; }}\n'
        for name, value in policy.PAGE.items()
    )
    return f"""\
# The path as it was asked for, without query; without a slash at its end.
map $request_uri $broadsheet_path {{ "~^(?<broadsheet_asked>[^?]*)" $broadsheet_asked; }}
map $uri $broadsheet_bare {{ default $uri; "~^(?<broadsheet_stem>.*[^/])/+$" $broadsheet_stem; }}
{moves}{pages}\
map $uri $broadsheet_language {{ default ""; "~^(?<broadsheet_tag>{LANGUAGE.pattern})" $broadsheet_tag; }}
# What is not there, or not any more, is asked for again whatever its name.
map "$status $broadsheet_path" $broadsheet_cache {{
    default "{site.cache_control}";
    "~{_FOUND}{HASHED.pattern.removeprefix("^")}" "{FOREVER.decode()}";
    "~{_FOUND}{HOURLY.pattern.removeprefix("^")}" "{HOURLY_CONTROL.decode()}";
    "~{_FOUND}{RAIL.pattern.removeprefix("^")}" "{RAIL_CONTROL.decode()}";
}}

"""


def _server(folder: Folder, site: Site) -> str:
    listen = "".join(f"    listen {address};\n" for address in site.listen)
    brotli = "    brotli_static on;\n" if site.brotli else ""
    more = "".join(f"    {line}\n" for line in site.more)
    headers = _headers(site)
    return f"""\
server {{
{listen}    server_name {site.server_name};
{more}    root {quoted(str(folder.root))};
    merge_slashes off;
    server_tokens off;
    absolute_redirect off;
    client_max_body_size {site.largest_form};
{_types()}
    gzip_static on;
    gzip_vary on;
{brotli}{_open_files(site.open_files)}\
    error_page 404 @missing;
    error_page 410 @killed;
    recursive_error_pages on;

    location / {{
{headers}        try_files /plates$uri /plates${{uri}}index.html @elsewhere;
    }}
    # Hidden names, compressed siblings, the file behind a folder and `//` are no paths of this paper.
    location ~ (^|/)\\.(?!well-known/) {{ return 404; }}
    location ~ (//|/index\\.html$|\\.(gz|br|zst)$) {{ return 404; }}
    location ~ ^(/[^/]+)?/404\\.html$ {{ return 404; }}
    location @elsewhere {{
{headers}        if (-f $document_root/gone$uri) {{ return 410; }}
        if (-f $document_root/gone${{uri}}index.html) {{ return 410; }}
        if (-f $document_root/plates$uri/index.html) {{ return 308 $broadsheet_path/$is_args$args; }}
        if (-f $document_root/gone$uri/index.html) {{ return 308 $broadsheet_path/$is_args$args; }}
        try_files /none {"@embedded" if site.embedded else "@alone"};
    }}
    location @alone {{
{headers}        if (!-f $document_root/moved$broadsheet_bare/.to) {{ return 404; }}
{_moves()}        return 404;
    }}
{_ERROR_PAGES.format(headers=headers)}{_embedded(folder, site) if site.embedded else ""}}}
"""


def _headers(site: Site) -> str:
    """With every answer from disk."""
    sent = {"Cache-Control": "$broadsheet_cache", "X-Content-Type-Options": "nosniff", **_PAGE, **_transport(site)}
    if site.tagged:
        sent |= {"Surrogate-Key": "$broadsheet_path", "Cache-Tag": "$broadsheet_path"}
    return "".join(f"        add_header {name} {value} always;\n" for name, value in sent.items())


def _transport(site: Site) -> dict[str, str]:
    return {"Strict-Transport-Security": quoted(policy.HSTS)} if site.https else {}


def _embedded(folder: Folder, site: Site) -> str:
    """The ways to our server. Prefixes with plates below them are looked for on disk first, by `location /`."""
    bare = Routes(folder).bare(0)
    failing = f"        error_page 502 504 =503 {_AWAY if site.away else '@away'};\n"
    prefixes = "".join(
        f"    location {'^~' if prefix.endswith('/') else '='} {quoted(prefix)} {{\n"
        f"{_uploads(prefix, site)}{failing}{_PROXY}    }}\n"
        for prefix in sorted(bare.single)
    )
    return f"""\
    location = /live/ {{
        proxy_buffering off;
{failing}{_PROXY}    }}
    location @embedded {{
        error_page 502 504 = @alone;
{_PROXY}    }}
{_away(site)}{prefixes}"""


def _away(site: Site) -> str:
    """What is said while our server is away. A page is a file, which nginx gives to GET alone: a named location would
    be asked with the POST that failed."""
    sent = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Retry-After": "30", **_transport(site)}
    sent |= {name: quoted(value) for name, value in policy.PAGE.items()} if site.away else {}
    headers = "".join(f"        add_header {name} {value} always;\n" for name, value in sent.items())
    if site.away:
        where, what = f"= {_AWAY}", f"        internal;\n        alias {quoted(str(site.away))};\n"
    else:
        sentence = "This cannot be taken just now. Please try again in a moment.\\n"
        where, what = "@away", f'        default_type text/plain;\n        return 503 "{sentence}";\n'
    return f"    location {where} {{\n{headers}{what}    }}\n"


def _uploads(prefix: str, site: Site) -> str:
    """Large, and some of what is asked for there takes a while."""
    if prefix not in UPLOADS:
        return ""
    return f"        client_max_body_size {site.largest_body};\n        proxy_read_timeout 300s;\n"


def _moves() -> str:
    """What nginx answers with must be written out: a variable cannot stand for the status."""
    names = [(status, f"$broadsheet_moved_{status}") for status in MOVES]
    return "".join(f'        if ({name} != "") {{ return {status} {name}; }}\n' for status, name in names)


def _types() -> str:
    lines = "".join(f'        "{kind}" {suffix[1:]};\n' for suffix, kind in MEDIA_TYPES.items())
    return f"    types {{\n{lines}    }}\n    default_type application/octet-stream;\n"


def _open_files(count: int) -> str:
    if not count:
        return ""
    return f"    open_file_cache max={count} inactive=60s;\n    open_file_cache_valid 1s;\n"


def quoted(text: str) -> str:
    """A string of nginx's configuration."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
