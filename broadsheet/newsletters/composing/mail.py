"""An issue as HTML for mail programs: MJML makes the frame, our values are set into it afterwards.

What is written in the template is MJML and nothing else ever reaches its compiler: each value of ours is a place mark
there, and is escaped and put in when the HTML is made. So no value can break the frame, and the compiler cannot
alter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import nh3
from django.conf import settings
from django.template.loader import get_template
from django.utils.html import conditional_escape
from mjml import mjml2html

from broadsheet.design.colours import Scheme, tokens
from broadsheet.newsletters.composing import slots
from broadsheet.newsletters.composing.parts import Button, Heading, Part, Picks, Picture, Prose, Quote, Story, Told
from broadsheet.newsletters.composing.wording import Around, minutes
from broadsheet.pictures.figures import Figure
from broadsheet.sections.looks import look

COLUMN = 552
"""Pixels of the column of text, which a picture fills unless it is smaller."""
TEMPLATE = "newsletters/mail/issue.mjml"

_MARK = re.compile(r"zz(\d+)zz")
_TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li", "span"}
_SCHEMES = {"http", "https", "mailto", "tel"}

Marked = dict[str, Any]


class _Marks:
    """Place marks for values: what the template gets instead of them."""

    def __init__(self) -> None:
        self._values: list[str] = []

    def __call__(self, value: str) -> str:
        """The mark of a text, or of HTML that says that it is safe; "" stays empty, so that a template can ask."""
        if not value:
            return ""
        return self.slot(slots.without(str(conditional_escape(value))))

    def slot(self, value: str) -> str:
        """The mark of a slot, which is filled for each reader."""
        self._values.append(value)
        return f"zz{len(self._values) - 1}zz"

    def filled(self, html: str) -> str:
        return _MARK.sub(lambda found: self._values[int(found[1])], html)


def html(parts: Iterable[Part], around: Around, subject: str, preheader: str) -> str:
    """A whole document, slots unfilled. To be called with the issue's language active."""
    marks = _Marks()
    shown = look(settings.PAPER_NAME)
    light, dark = _colours(shown.light), _colours(shown.dark)
    mjml = get_template(TEMPLATE).render(
        {
            "around": _around(around, marks),
            "subject": marks(subject),
            "preheader": marks(preheader),
            "start": "right" if around.direction == "rtl" else "left",
            "light": light,
            "dark": dark,
            "parts": [_part(part, around, marks, light) for part in parts],
        }
    )
    return marks.filled(str(mjml2html(mjml, disable_comments=False)))


def _colours(scheme: Scheme) -> dict[str, str]:
    drawn = tokens(scheme)
    names = {"soft": "ink-soft", "rule": "margin-rule"}
    return {name: drawn[names.get(name, name)] for name in ("paper", "ink", "soft", "spot", "alert", "hair", "rule")}


def _around(around: Around, marks: _Marks) -> Marked:
    names = ("paper", "home", "name", "line", "web", "on_the_web", "why", "postal_address")
    values = {name: marks(getattr(around, name)) for name in (*names, "unsubscribe_words", "preferences_words")}
    own = {"unsubscribe": marks.slot(around.unsubscribe), "preferences": marks.slot(around.preferences)}
    return {**values, **own, "language": around.language, "direction": around.direction}


def _part(part: Part, around: Around, marks: _Marks, light: dict[str, str]) -> Marked:
    match part:
        case Heading():
            return {"kind": "heading", "text": marks(part.text)}
        case Prose():
            return {"kind": "prose", "html": marks(_styled(part, around, light["ink"]))}
        case Story():
            return {"kind": "story", **_story(part, around, marks)}
        case Picture():
            width = min(COLUMN, part.figure.width)
            return {
                "kind": "picture",
                "width": width,
                "caption": marks(part.figure.caption),
                **_shot(part.figure, around, marks),
            }
        case Quote():
            words = [marks(each) for each in part.paragraphs]
            return {"kind": "quote", "words": words, "speaker": marks(part.speaker), "role": marks(part.role)}
        case Told():
            return {
                "kind": "brief",
                "url": marks(around.absolute(part.url)),
                "hour": marks(part.hour),
                "headline": marks(part.headline),
                "paragraphs": [marks(each) for each in part.paragraphs],
                "waits": marks(part.waits),
            }
        case Picks():
            links = [{"words": marks(words), "url": marks(around.absolute(url))} for words, url in part.links]
            return {"kind": "picks", "title": marks(part.title), "links": links}
        case Button():
            return {"kind": "button", "words": marks(part.words), "url": marks(around.absolute(part.url))}
        case _:
            return {"kind": "rule"}


def _story(part: Story, around: Around, marks: _Marks) -> Marked:
    made_by = " · ".join(each for each in (around.names(part.authors), minutes(part.minutes)) if each)
    return {
        "url": marks(around.absolute(part.url)),
        "kicker": marks(part.kicker),
        "headline": marks(part.headline),
        "teaser": marks(part.teaser),
        "by": marks(made_by),
        "picture": part.picture and _shot(part.picture, around, marks),
        "waits": marks(part.waits),
    }


def _shot(figure: Figure, around: Around, marks: _Marks) -> Marked:
    return {"url": marks(around.picture(figure.url)), "alt": marks(figure.alt), "credit": marks(figure.credit)}


def _styled(part: Prose, around: Around, ink: str) -> Any:
    """The text with whole addresses, and with the styles that mail programs want at each element."""

    def kept(tag: str, name: str, value: str) -> str | None:
        return around.absolute(value) if name == "href" else value

    clean = nh3.clean(
        str(part.html),
        tags=_TAGS,
        attributes={"a": {"href"}, "*": {"lang", "dir"}},
        attribute_filter=kept,
        set_tag_attribute_values={
            "a": {"style": f"color:{ink}"},
            "p": {"style": "margin:0 0 10px"},
            "ul": {"style": "margin:0 0 10px;padding:0 22px"},
            "ol": {"style": "margin:0 0 10px;padding:0 22px"},
            "li": {"style": "margin:0 0 5px"},
        },
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return _Safe(clean)


class _Safe(str):
    """HTML that nh3 has cleaned."""

    def __html__(self) -> str:
        return str(self)
