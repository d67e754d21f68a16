"""A page that says in one sentence why there is no other, for when nothing can be asked: no database, no template,
perhaps no sense in the request. It needs nothing but the paper's stylesheet, and is readable without that."""

from __future__ import annotations

from html import escape


def page(title: str, sentence: str, *, paper: str = "", stylesheet: str = "", language: str = "en") -> bytes:
    """`paper` is its name, which leads to its front page; `stylesheet` a URL; both may be left out."""
    style = f'<link rel="stylesheet" href="{escape(stylesheet)}">\n' if stylesheet else ""
    head = f'<p class="plate"><a href="/">{escape(paper)}</a></p>' if paper else ""
    return f"""\
<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
{style}</head>
<body>
<header class="top"><div class="wrap">{head}</div></header>
<main class="wrap sheet" id="main">
<header class="head"><h1>{escape(title)}</h1>
<p class="standfirst">{escape(sentence)}</p></header>
</main>
</body>
</html>
""".encode()
