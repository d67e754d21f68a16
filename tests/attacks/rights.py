"""Who gets in where at the desk: asked of every address, for everybody. What was decided lies in rights.txt:

    address | who may look | who may send a form

"-" is nobody but administrators, who may everything; "everybody" is whoever may sign in. An address that is not
there, or lets in somebody else, fails. `DECIDED=1 pytest tests/attacks/test_roles.py` writes the table anew:
read what it changed before you commit it.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests.attacks.conftest import ADMINISTRATOR
from tests.attacks.routes import Route

TABLE = Path(__file__).parent / "rights.txt"
HEAD = "# address | who may look | who may send a form; see rights.py\n"


def let_in(client: Client, method: str, url: str) -> bool:
    """Whether the view itself was reached. Nothing that it does stays."""
    signed_in = copy(client.cookies)
    with transaction.atomic():
        try:
            answer = client.get(url) if method == "GET" else client.post(url, {})
        except Exception:  # noqa: BLE001  the view was reached, and tripped over our empty form or blank page
            return True
        finally:
            transaction.set_rollback(True)
            client.cookies = signed_in
    put_away(answer)
    return not refused(answer)


def put_away(answer: HttpResponseBase) -> None:
    """Close the files that it was to be read from; `answer.close()` would end the database's connection too."""
    for close in answer._resource_closers:
        close()


def refused(answer: HttpResponseBase) -> bool:
    """Sent to the sign-in, or to the desk's home with a word that one may not; or told so."""
    to = answer.headers.get("Location", "")
    return answer.status_code in (403, 404, 405) or to == "/desk/" or to.startswith("/desk/login/")


def row(route: Route, staff: dict[str, Client]) -> str:
    url = route.url()
    may = [_names({role for role in staff if let_in(staff[role], method, url)}, staff) for method in ("GET", "POST")]
    return " | ".join((route.pattern, *may))


def _names(roles: set[str], staff: dict[str, Client]) -> str:
    if roles == set(staff):
        return "everybody"
    return ", ".join(sorted(roles - {ADMINISTRATOR})) or "-"


def table() -> dict[str, str]:
    """{address: its line}."""
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return {line.split(" | ")[0]: line for line in lines}


def write(rows: list[str]) -> None:
    TABLE.write_text(HEAD + "".join(f"{line}\n" for line in sorted(rows)))
