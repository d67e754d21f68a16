"""A picture as HTML: formats, sizes, what it shows and whose it is."""

from __future__ import annotations

import pytest

from broadsheet.pictures import markup
from broadsheet.pictures.figures import Figure, Source

JPEG = "/media/7-0-480.jpg 480w, /media/7-0-800.jpg 800w"
SOURCES = (Source("image/avif", "/media/7-0-480.avif 480w"), Source("image/webp", "/media/7-0-480.webp 480w"))


def shown(**changed: object) -> Figure:
    given = {
        "url": "/media/7-0-800.jpg",
        "width": 800,
        "height": 450,
        "srcset": JPEG,
        "alt": "A ferry & fog",
        "caption": "The ferry <leaves>.",
        "credit": "Ines Marlow",
        "sources": SOURCES,
    }
    return Figure(**{**given, **changed})  # type: ignore[arg-type]


def test_the_best_format_stands_first_and_the_size_is_known() -> None:
    assert markup.image(shown(), sizes="10rem") == (
        '<picture><source type="image/avif" srcset="/media/7-0-480.avif 480w" sizes="10rem">'
        '<source type="image/webp" srcset="/media/7-0-480.webp 480w" sizes="10rem">'
        f'<img src="/media/7-0-800.jpg" srcset="{JPEG}" sizes="10rem" width="800" height="450"'
        ' alt="A ferry &amp; fog" loading="lazy"></picture>'
    )


def test_a_card_says_nothing_that_its_headline_says() -> None:
    assert ' alt=""' in markup.image(shown(), alt="")


def test_a_hero_is_fetched_first_and_its_caption_hangs_in_the_margin() -> None:
    html = markup.html(shown(), lazy=False, css="hero")
    assert html.startswith('<figure class="hero"><picture><source ')
    assert (
        ' fetchpriority="high"></picture><figcaption class="in-margin"><span class="caption">The ferry &lt;lea'
        in html
    )
    assert 'loading="lazy"' not in html
    assert html.endswith(' <span class="credit">Ines Marlow</span></figcaption></figure>\n')


@pytest.mark.parametrize(
    ("changed", "caption"),
    [
        ({"caption": ""}, '<figcaption><span class="credit">Ines Marlow</span></figcaption>'),
        ({"credit": ""}, '<figcaption><span class="caption">The ferry &lt;leaves&gt;.</span></figcaption>'),
        ({"caption": "", "credit": ""}, "</picture></figure>"),
    ],
)
def test_what_is_not_known_leaves_no_empty_place(changed: dict[str, str], caption: str) -> None:
    assert caption in markup.html(shown(**changed))


def test_the_desks_rendition_stands_alone() -> None:
    html = markup.image(shown(sources=(), srcset=""))
    assert html.startswith('<picture><img src="/media/7-0-800.jpg" width=')
