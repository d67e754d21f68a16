"""Puts the files of a service in place, and has the machine take them up."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509

import broadsheet
from broadsheet.running.services import (
    CHALLENGES,
    CONNECTIONS,
    ETC,
    LOGS,
    MADE_BY,
    UNITS,
    Service,
    files,
    links,
    roomier,
)

NGINX_CONF = ETC / "nginx/nginx.conf"
OURS = Path(broadsheet.__file__)
COMMENT = "Broadsheet"
"""What is noted of the users that are made here, so that they are known again."""
PATIENCE = 900  # seconds that a command may take: a server that starts may have much to press
NGINX_WITH_HTTP2_ON = (1, 25, 1)
LETSENCRYPT = Path("/etc/letsencrypt/live")


class NotInstalled(Exception):
    """The message is the one sentence to show."""


def certificate_of(host: str) -> tuple[Path, Path] | None:
    """certbot's, for this host; None while there is none, and for whoever may not look into certbot's folder."""
    found = (LETSENCRYPT / host / "fullchain.pem", LETSENCRYPT / host / "privkey.pem")
    return found if all(map(seen, found)) else None


def seen(file: Path) -> bool:
    """Whether it is there; not for whoever may not look."""
    try:
        return file.is_file()
    except OSError:
        return False


def certified(certificate: tuple[Path, Path] | None) -> set[str]:
    """The names that it is for; none where it cannot be read."""
    if certificate is None:
        return set()
    try:
        found = x509.load_pem_x509_certificate(certificate[0].read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return set()
    return set(names.get_values_for_type(x509.DNSName))


def nginx_knows_http2_on() -> bool:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return False
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stderr  # noqa: S603  (our own words, no shell)
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    return bool(found) and tuple(map(int, found.groups())) >= NGINX_WITH_HTTP2_ON if found else False


def commands(service: Service) -> list[list[str]]:
    """What is run after the files are written, in words that can be typed. What runs is started again: a unit that
    was changed, a port or a folder for backups is another one for it only then."""
    return [
        ["nginx", "-t"],
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", f"{service.name}-worker", service.name],
        ["systemctl", "restart", f"{service.name}-worker", service.name],
        ["systemctl", "reload-or-restart", "nginx"],
    ]


def demand_possible(service: Service, *, chosen: bool) -> None:
    """Raises NotInstalled where the machine could not run it so. `chosen`: somebody has named the user."""
    program, ours = (service.program, Path(sys.executable), OURS), OURS.stat().st_mode
    for what, path in (("site", service.site), *(("program", path) for path in program)):
        _demand_passable(what, path.resolve())
    if not ours & stat.S_IROTH:
        raise NotInstalled(f"Others cannot read the program: run `chmod -R o+rX {sys.prefix}`, then this again.")
    for unit in (service.name, f"{service.name}-worker"):
        if _of_others(f"{unit}.service"):
            raise NotInstalled(f"There is a service {unit} that is not ours: give another name with --name.")
    site = ETC / f"nginx/sites-available/{service.name}"
    if site.exists() and "# Made by broadsheet" not in site.read_text(encoding="utf-8", errors="replace"):
        raise NotInstalled(f"{site} is not ours: give another name with --name.")
    if not chosen and _user_exists(service.user) and not _our_user(service):
        raise NotInstalled(
            f"There is a user {service.user} already, perhaps of another program: name one with --user, "
            f"{service.user} too if that is meant."
        )


def _demand_passable(what: str, path: Path) -> None:
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            where = "move it to /srv" if what == "site" else "install it anew in /opt"
            raise NotInstalled(
                f"The {what} lies in {folder}, where only its owner can pass, so neither a user of its own nor nginx "
                f"could reach it: {where} (docs/running)."
            )


PACKAGED = (Path("/usr/lib/systemd/system"), Path("/lib/systemd/system"), Path("/run/systemd/system"))


def _of_others(unit: str) -> bool:
    own = UNITS / unit
    if own.exists():
        return not own.read_text(encoding="utf-8", errors="replace").startswith(MADE_BY)
    return any((folder / unit).exists() for folder in PACKAGED)


def _our_user(service: Service) -> bool:
    found = pwd.getpwnam(service.user)
    unit = UNITS / f"{service.name}.service"
    of_unit = unit.exists() and f"User={service.user}\n" in unit.read_text(encoding="utf-8", errors="replace")
    return of_unit or found.pw_gecos.startswith(COMMENT) or service.site.stat().st_uid == found.pw_uid


def plan(service: Service) -> Iterator[str]:
    """What would be done, for a person to read."""
    if not _user_exists(service.user):
        yield f"The user {service.user} is made, who can do nothing but this."
    yield f"{service.site} is given to {service.user}; others may only pass it, to what is pressed."
    for folder in (LOGS, CHALLENGES, *service.writes):
        if not folder.is_dir():
            yield f"The folder {folder} is made."
    for file in files(service):
        there = file.path.read_text(encoding="utf-8") if file.path.exists() else None
        state = "is as it should be" if there == file.text else "is written anew" if there else "is written"
        yield f"{file.path} {state}:" if there != file.text else f"{file.path} {state}."
        if there != file.text:
            yield "".join(f"    {line}\n" for line in file.text.splitlines()).rstrip("\n") or "    (empty)"
    for link, target in links(service).items():
        yield f"{link} leads to {target}."
    if _roomier(Path("/")) is not None:
        yield f"In {NGINX_CONF} worker_connections becomes {CONNECTIONS}, so that there is room for readers."
    yield "Then: " + "; ".join(" ".join(command) for command in commands(service)) + "."


def install(service: Service) -> None:
    """Do it all. Raises NotInstalled."""
    if os.geteuid() != 0:
        raise NotInstalled("Only root may change how this machine runs the site: run this as root.")
    try:
        if not _user_exists(service.user):
            made = ["useradd", "--system", "--no-create-home", "--home-dir", str(service.site)]
            _run([*made, "--comment", COMMENT, "--shell", "/usr/sbin/nologin", service.user])
        give(service)
        with unless_refused(service, Path("/")):
            write(service, Path("/"))
            if shutil.which("nginx", path=SEARCHED):
                _run(["nginx", "-t"])
    except OSError as error:
        raise NotInstalled(
            f"{error.filename or 'A file'} cannot be written ({error.strerror}): run this as root."
        ) from error
    if not Path("/run/systemd/system").is_dir():
        raise NotInstalled(
            "Everything is written, but systemd does not run here: start server and worker in another way."
        )
    for command in commands(service):
        _run(command)


@contextmanager
def unless_refused(service: Service, root: Path) -> Iterator[None]:
    """What nginx refuses is put back as it was: with a site that it cannot read it would not start at the next
    boot."""
    places = [file.path for file in files(service) if file.path.is_relative_to(ETC / "nginx")]
    places = [below(root, path) for path in (*places, *links(service), NGINX_CONF)]
    before = {path: path.readlink() if path.is_symlink() else _text(path) for path in places}
    try:
        yield
    except NotInstalled as error:
        for path, was in before.items():
            path.unlink(missing_ok=True)
            if isinstance(was, Path):
                path.symlink_to(was)
            elif was is not None:
                _replace(path, was)
        raise NotInstalled(f"{str(error).rstrip('.')}. nginx's files are as they were.") from error


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _roomier(root: Path) -> str | None:
    """nginx.conf as it should be; None when it is so, or is not there."""
    text = _text(below(root, NGINX_CONF))
    return None if text is None or (better := roomier(text)) == text else better


def write(service: Service, root: Path) -> list[Path]:
    """Write files and links below `root`; those that were written. Raises OSError."""
    written = []
    for file in files(service):
        path = below(root, file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != file.text:
            _replace(path, file.text)
            written.append(path)
    if (main := _roomier(root)) is not None:
        _replace(below(root, NGINX_CONF), main)
        written.append(below(root, NGINX_CONF))
    for link, target in links(service).items():
        place = below(root, link)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_symlink():
            place.symlink_to(target)
    for folder in (LOGS, CHALLENGES):
        below(root, folder).mkdir(parents=True, exist_ok=True)
        below(root, folder).chmod(0o755)  # whatever root's umask is: nginx passes both, and our user the first
    return written


def below(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _replace(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.half")
    half.write_text(text, encoding="utf-8")
    half.chmod(0o644)
    half.replace(path)


PRIVATE = ("ssh", "media", "narration", "mail", "templates", "db.sqlite3", "broadsheet.toml", "before-upgrade")


def give(service: Service) -> None:
    """The site to its user. nginx passes the folder, and reads what is pressed."""
    for folder in service.writes:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.chown(folder, service.user, service.user)
    for name in ("mail", "narration"):  # they are made later, when nobody is here who could make them private
        (service.site / name).mkdir(mode=0o700, exist_ok=True)
    for top, folders, names in os.walk(service.site):
        for name in (".", *folders, *names):
            with suppress(FileNotFoundError):  # a server that is at work there makes and takes away files
                os.chown(Path(top) / name, *_ids(service.user), follow_symlinks=False)
    service.site.chmod(0o711)
    for top, _folders, names in os.walk(service.site / "press"):  # nginx reads it, whatever umask it was made with
        _open(Path(top), 0o755)
        for name in names:
            _open(Path(top) / name, 0o644)
    for name in PRIVATE:
        path = service.site / name
        if path.exists():
            path.chmod(0o700 if path.is_dir() else 0o600)


def _open(path: Path, rights: int) -> None:
    """To others, but no further than is needed."""
    with suppress(FileNotFoundError):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & rights != rights and not path.is_symlink():
            path.chmod(mode | rights)


def _ids(user: str) -> tuple[int, int]:
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def _user_exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


SEARCHED = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _run(command: Sequence[str]) -> None:
    program = shutil.which(command[0], path=SEARCHED)
    if program is None:
        raise NotInstalled(f"There is no {command[0]} here: install it (`apt install {command[0]}`), then again.")
    typed = " ".join(command)
    try:
        done = subprocess.run(  # noqa: S603  (our own words, no shell)
            [program, *command[1:]], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"`{typed}` takes longer than {PATIENCE // 60} minutes: see `journalctl -e`.") from None
    if done.returncode:
        said = " ".join(done.stderr.split())[-400:]
        raise NotInstalled(f"`{typed}` failed: {said or f'exit status {done.returncode}'}")
