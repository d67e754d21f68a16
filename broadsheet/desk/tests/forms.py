"""What a browser would send from the desk's editors."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def story(headline: str, paragraphs: list[str], **more: Any) -> dict[str, Any]:
    """The form of a story with a byline of nobody and no picture."""
    return nested_form_data(
        {
            "title": headline,
            "slug": "",
            "kicker": "",
            "standfirst": "",
            "dateline": "",
            "hero": "",
            "hero_caption": "",
            "body": streamfield([("paragraph", rich_text(f"<p>{text}</p>")) for text in paragraphs]),
            "bylines": inline_formset([]),
            "story_topics": inline_formset([]),
            "claims": inline_formset([]),
            "evidence": inline_formset([]),
            "comments": inline_formset([]),
            "ednote": "",
            "seo_title": "",
            "search_description": "",
            "go_live_at": "",
            "expire_at": "",
            **more,
        }
    )


def brief(headline: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {
        "headline": headline,
        "text": text,
        "language": "en",
        "slug": "",
        "go_live_at": "",
        "expire_at": "",
        **more,
    }
