"""Puts the files of a service in place, and has the machine take them up."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from broadsheet.running.services import CHALLENGES, LOGS, File, Service, files, links

NGINX_WITH_HTTP2_ON = (1, 25, 1)
LETSENCRYPT = Path("/etc/letsencrypt/live")


class NotInstalled(Exception):
    """The message is the one sentence to show."""


def certificate_of(host: str) -> tuple[Path, Path] | None:
    """certbot's, for this host; None while there is none."""
    found = (LETSENCRYPT / host / "fullchain.pem", LETSENCRYPT / host / "privkey.pem")
    return found if all(path.exists() for path in found) else None


def nginx_knows_http2_on() -> bool:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return False
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stderr  # noqa: S603  (our own words, no shell)
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    return bool(found) and tuple(map(int, found.groups())) >= NGINX_WITH_HTTP2_ON if found else False


def commands(service: Service) -> list[list[str]]:
    """What is run after the files are written, in words that can be typed."""
    return [
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--now", f"{service.name}-worker", service.name],
        ["nginx", "-t"],
        ["systemctl", "reload-or-restart", "nginx"],
    ]


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
    yield "Then: " + "; ".join(" ".join(command) for command in commands(service)) + "."


def install(service: Service) -> None:
    """Do it all. Raises NotInstalled."""
    try:
        if not _user_exists(service.user):
            _run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", service.user])
        give(service)
        write(service, Path("/"))
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


def write(service: Service, root: Path) -> list[Path]:
    """Write files and links below `root`; those that were written. Raises OSError."""
    written = []
    for file in files(service):
        path = below(root, file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != file.text:
            _replace(path, file)
            written.append(path)
    for link, target in links(service).items():
        place = below(root, link)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_symlink():
            place.symlink_to(target)
    for folder in (LOGS, CHALLENGES):
        below(root, folder).mkdir(parents=True, exist_ok=True)
    return written


def below(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _replace(path: Path, file: File) -> None:
    half = path.with_name(f".{path.name}.half")
    half.write_text(file.text, encoding="utf-8")
    half.chmod(0o644)
    half.replace(path)


PRIVATE = ("ssh", "media", "narration", "mail", "templates", "db.sqlite3", "broadsheet.toml", "before-upgrade")


def give(service: Service) -> None:
    """The site to its user. nginx passes the folder, and reads what is pressed."""
    for folder in service.writes:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.chown(folder, service.user, service.user)
    for top, folders, names in os.walk(service.site):
        for name in (".", *folders, *names):
            os.chown(Path(top) / name, *_ids(service.user), follow_symlinks=False)
    service.site.chmod(0o711)
    for name in PRIVATE:
        path = service.site / name
        if path.exists():
            path.chmod(0o700 if path.is_dir() else 0o600)


def _ids(user: str) -> tuple[int, int]:
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def _user_exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _run(command: Sequence[str]) -> None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    program = shutil.which(command[0], path=path)
    if program is None:
        raise NotInstalled(f"There is no {command[0]} here: install it (`apt install {command[0]}`), then again.")
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False, timeout=120)  # noqa: S603  (our own words, no shell)
    if done.returncode:
        said = " ".join(done.stderr.split())[-400:]
        raise NotInstalled(f"`{' '.join(command)}` failed: {said or f'exit status {done.returncode}'}")
