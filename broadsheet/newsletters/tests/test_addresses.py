"""Which addresses are taken, and what two of them are compared by."""

from __future__ import annotations

from itertools import product

import pytest

from broadsheet.newsletters import addresses
from broadsheet.newsletters.addresses import Bad, normalise

LOCALS = [
    *(
        "ada",
        "a",
        "ada.ness",
        "ada+letters",
        "ada-ness",
        "ada_ness",
        "a.d.a",
        "0",
        "99",
        "x" * 64,
        "o'hara",
        "ada/ness",
    ),
    *("ada=ness", "{ada}", "ada~1", "!ada", "#1", "a&b", "a*b", "a?b", "a^b", "a`b", "a|b", "ада", "アダ", "ädä"),
]
DOMAINS = [
    *("post.example", "a.b.c.d.example", "xn--e1afmkfd.example", "1.example", "post-office.example", "POST.example"),
    *("пошта.укр", "почта.example", "bücher.example", f"{'x' * 63}.example"),
]
GOOD = [f"{local}@{domain}" for local, domain in product(LOCALS, DOMAINS)]

BAD = [
    *("", " ", "@", "ada", "ada@", "@post.example", "ada@@post.example", "ada@post", "ada@localhost", "ada@.example"),
    *(
        "ada@post.",
        "ada@post..example",
        "ada@-post.example",
        "ada@post-.example",
        ".ada@post.example",
        "ada.@post.example",
    ),
    *("a..da@post.example", "ada ness@post.example", "ada@post example", "ada@post.example, bo@post.example"),
    *('"ada ness"@post.example', '"ada"@post.example', "ada(comment)@post.example", "(x)ada@post.example"),
    *("Ada Ness <ada@post.example>", "<ada@post.example>", "ada@[192.0.2.1]", "ada@192.0.2.1", "ada@[IPv6:::1]"),
    *("ada@post.example\nBcc: bo@post.example", "ada\r\n@post.example", "ada\t@post.example"),
    *("ada\x00@post.example", "ada\x7f@post.example", "ada@post.exa\u0000mple", "ada@post_office.example"),
    *("ada\u202e@post.example", "\u202aada@post.example", "ada\u200b@post.example", "ada@po\u200bst.example"),
    *(
        "ada\u2028@post.example",
        "ada\ufeff@post.example",
        "ada\u00a0@post.example",
        "ada\u2066x@post.example",
        "ada\u00ad@post.example",
    ),
    *(
        "ada;bo@post.example",
        "ada,bo@post.example",
        "ada:bo@post.example",
        "ada\\bo@post.example",
        "a[b]@post.example",
    ),
    *(
        f"{'x' * 65}@post.example",
        f"ada@{'x' * 64}.example",
        f"ada@{'x.' * 130}example",
        f"{'x' * 310}@e.example",
        "x" * 321,
    ),
    *("ada@post.invalid", "ada@post.local", "ada@post.onion", "mailto:ada@post.example", "https://post.example/ada"),
    *(
        "ada@post.example?subject=x",
        "ada@post.example/",
        "ada@xn--.example",
        "ada@xn--a.example",
        "ada@ex ample.example",
        "ada@%70ost.example",
    ),
]


def test_there_are_enough_of_them() -> None:
    assert len(GOOD) + len(BAD) >= 300
    assert len(set(BAD)) == len(BAD)


@pytest.mark.parametrize("typed", GOOD)
def test_good_ones_are_taken_as_they_were_typed(typed: str) -> None:
    found = normalise(f" {typed} ")
    assert found.typed == typed
    assert found.key.partition("@")[0] == typed.partition("@")[0].lower()
    assert found.domain.isascii()
    assert found.needs_smtputf8 == (not typed.partition("@")[0].isascii())
    assert normalise(found.key).key == found.key


@pytest.mark.parametrize("typed", BAD)
def test_bad_ones_are_refused(typed: str) -> None:
    with pytest.raises(Bad):
        normalise(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Post.Example", "ada@post.example"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        ("a\u0308da@post.example", "\u00e4da@post.example"),
        ("ada@ｐost.example", "ada@post.example"),
    ],
)
def test_the_same_address_has_one_key(one: str, other: str) -> None:
    assert normalise(one).key == normalise(other).key


# -- on the wire


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("alice@bücher.de", "alice@xn--bcher-kva.de"),
        ("Ada@straße.example", "Ada@xn--strae-oqa.example"),
        ("ä@bücher.de", "ä@xn--bcher-kva.de"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_servers_are_told_the_domain_in_ascii(typed: str, wire: str) -> None:
    assert addresses.on_the_wire(typed) == wire
