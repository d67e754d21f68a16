"""Another machine, by OpenSSH's `sftp`: no shell is needed there, so an account that may do nothing else is enough.

The key lies in the site's folder, `ssh/id_ed25519` (`broadsheet backup --new-ssh-key` makes it), or is whatever the
user's own ssh would take. The other machine's key is remembered in `ssh/known_hosts` at the first connection, and one
that changes later is refused.
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path, PurePath, PurePosixPath

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from broadsheet.kit import clock
from broadsheet.running.targets.base import NotReached, Target
from broadsheet.running.thinning import made_at

KEY, KNOWN = "ssh/id_ed25519", "ssh/known_hosts"
LONGEST = 6 * 3600  # seconds that a transfer may take
HALF_FOR = timedelta(days=1)
PATIENCE = 20  # seconds for the connection, and between signs of life


class Machine(Target):
    """`path` begins with a slash; `/~/folder` lies in the user's home."""

    def __init__(self, site: Path, host: str, path: str, *, user: str = "", port: int = 22) -> None:
        super().__init__(site)
        self._site = site
        self._host, self._port = f"{user}@{host}" if user else host, port
        self._folder = (path.removeprefix("/~/") if path.startswith("/~/") else path).rstrip("/") or "."
        self.name = f"ssh://{self._host}:{port}{path}"

    def names(self) -> list[PurePath]:
        said = self._do(f"-mkdir {_quoted(self._folder)}", f"cd {_quoted(self._folder)}", "ls -1")
        return [PurePosixPath(line.strip()) for line in said if line.strip() and not line.startswith("sftp>")]

    def remove(self, name: str) -> None:
        self._do(f"cd {_quoted(self._folder)}", f"-rm {_quoted(name)}")

    def fetch(self, name: str, to: Path) -> None:
        self._do(f"cd {_quoted(self._folder)}", f"get {_quoted(name)} {_quoted(str(to))}")

    def bring(self, file: Path) -> None:
        half = f".{file.name}.half"
        broken_off = self._broken_off(file.name) if made_at(file) else []
        self._do(
            f"-mkdir {_quoted(self._folder)}",
            f"cd {_quoted(self._folder)}",
            *(f"-rm {_quoted(name)}" for name in [half, *broken_off]),
            f"put -f {_quoted(str(file))} {_quoted(half)}",
            f"rename {_quoted(half)} {_quoted(file.name)}",
        )

    def _broken_off(self, name: str) -> list[str]:
        """Halves of this paper's backups at which nobody can be any more: they take room there for ever. What is
        younger, another process or host may be bringing just now."""
        paper, now = name.rpartition("-")[0], clock.wall()
        said = self._do(f"-mkdir {_quoted(self._folder)}", f"cd {_quoted(self._folder)}", "ls -1a")
        halves = [line.strip() for line in said if line.startswith(f".{paper}-") and line.strip().endswith(".half")]
        made = {half: made_at(PurePosixPath(half[1:].removesuffix(".half"))) for half in halves}
        return [half for half, at in made.items() if at is not None and abs(now - at) > HALF_FOR]

    def _do(self, *commands: str) -> list[str]:
        """What was printed. A command with a hyphen before it may fail."""
        program = shutil.which("sftp")
        if program is None:
            raise NotReached("sftp is missing: install OpenSSH's client (`apt install openssh-client`).")
        command = [program, "-q", "-b", "-", "-P", str(self._port), *self._options(), self._host]
        try:
            done = subprocess.run(  # noqa: S603  (our own words, no shell)
                command, input="\n".join(commands), capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            raise NotReached(f"{self.name} took longer than {LONGEST // 3600} hours.") from None
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip() and "mkdir" not in line]
            said = " ".join(" ".join(lines[-3:]).split()) or f"exit status {done.returncode}"
            raise NotReached(f"{self.name} cannot be used ({said[:300].rstrip('.')}).")
        return done.stdout.splitlines()

    def _options(self) -> list[str]:
        options = [
            "BatchMode=yes",
            f"ConnectTimeout={PATIENCE}",
            f"ServerAliveInterval={PATIENCE}",
            "StrictHostKeyChecking=accept-new",
        ]
        key = self._site / KEY
        if key.exists():
            options += [f'UserKnownHostsFile="{self._site / KNOWN}"', f'IdentityFile="{key}"', "IdentitiesOnly=yes"]
        return [word for option in options for word in ("-o", option)]


def _quoted(word: str) -> str:
    """For sftp, which expands what a shell would."""
    return '"' + "".join(f"\\{letter}" if letter in '\\"*?[' else letter for letter in word) + '"'


def new_key(site: Path) -> str:
    """Make the site's key, unless it has one; the line for the other machine's authorized_keys. Raises OSError."""
    place = site / KEY
    if not place.exists():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.touch(0o600)
        made = Ed25519PrivateKey.generate()
        place.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        public = made.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        place.with_suffix(".pub").write_text(f"{public} broadsheet\n", encoding="ascii")
    return place.with_suffix(".pub").read_text(encoding="ascii").strip()
