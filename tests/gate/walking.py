"""Walks everything that a paper gives out, and finds what it must not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.urls import URLResolver, get_resolver

from broadsheet.press.folder import CODINGS, MEDIA_TYPES, Folder
from broadsheet.release.registries import Outputs
from tests.gate.paper import KILLED, RECALLED, SECRET, word
from tests.proof.compare import UNPACK
from tests.sites import Answer, Site


def secrets(data: bytes) -> set[str]:
    return {found.decode() for found in re.findall(SECRET, data.lower())}


# -- on disk


def url_of(name: str) -> str:
    """The URL of a file below plates/, gone/ or moved/, given by its path there."""
    path = name.removesuffix("/.to")
    if path != name and PurePosixPath(path).suffix not in MEDIA_TYPES:
        path += "/"  # a page's, and not that of a file which stood there
    for suffix in CODINGS.values():
        path = path.removesuffix(suffix)
    return "/" + quote(path.removesuffix("index.html"), safe="/-._~!$&'()*+,;=:@")


def on_disk(folder: Folder) -> Iterator[tuple[str, str, bytes]]:
    """(plates, gone or moved; URL; bytes unpacked) of every file that is served."""
    for top, name, file in folder.walk():
        unpack = UNPACK.get(file.suffix, bytes)
        yield top, url_of(name), unpack(file.read_bytes())


def leaks_on_disk(folder: Folder) -> list[str]:
    """What was killed has its own address, and nothing else."""
    found = [f"{top}{url} says {found}" for top, url, data in on_disk(folder) for found in secrets(data)]
    named = [(top, url) for top, url, _ in on_disk(folder) if secrets(url.encode())]
    killed = tuple(word(name, "") for name in (KILLED, RECALLED))
    found += [f"{top}{url} is there" for top, url in named if top != "gone" or not any(it in url for it in killed)]
    return found + [f"due: {url}" for url in folder.due() if secrets(url.encode())]


def unowned(folder: Folder, ledger: dict[str, str], outputs: Outputs, kinds: set[str]) -> list[str]:
    """Public addresses that no registered output owns. A file's kind has to be one, and its address that output's
    own; a prefix that Django answers needs an output that is no kind of plate, for some of those own any path.

    `ledger` is {URL: kind} of the press, `kinds` are the names of all kinds of plates.
    """
    by_name = {output.name: output for output in outputs}
    dynamic = [output for name, output in by_name.items() if name not in kinds]

    def owned(url: str) -> bool:
        output = by_name.get(ledger.get(url, ""))
        return output is not None and output.pattern.fullmatch(url) is not None

    files = sorted({url for _, url, _ in on_disk(folder) if not owned(url)})
    return files + [prefix for prefix in folder.dynamic() if not any(o.pattern.fullmatch(prefix) for o in dynamic)]


# -- through Django's addresses


def django_paths(values: dict[str, list[Any]]) -> list[str]:
    """Every address of the urlconf, filled with these values: {parameter: values}, "" for any other one."""
    return sorted(set(_below(get_resolver(), "/", values)))


def _below(resolver: URLResolver, prefix: str, values: dict[str, list[Any]]) -> Iterator[str]:
    for possibilities in _reversible(resolver):
        for template, names in possibilities:
            yield from _filled(prefix + template, names, values)
    for start, inner in resolver.namespace_dict.values():
        yield from _below(inner, prefix + start, values)


def _reversible(resolver: URLResolver) -> Iterator[list[tuple[str, list[str]]]]:
    for key in resolver.reverse_dict:
        for possibilities, *_ in resolver.reverse_dict.getlist(key):
            yield possibilities


def _filled(template: str, names: list[str], values: dict[str, list[Any]]) -> Iterator[str]:
    options = [values.get(name, values[""]) for name in names]
    for chosen in product(*options):
        yield template % {name: quote(str(value)) for name, value in zip(names, chosen, strict=True)}


# -- over the wire


def asked(site: Site, urls: Iterable[str]) -> Iterator[tuple[str, Answer]]:
    """What an anonymous visitor gets at each."""
    with ThreadPoolExecutor(6) as threads:
        every = list(urls)
        yield from zip(every, threads.map(site.ask, every), strict=True)


def leaks_served(site: Site, urls: Iterable[str]) -> list[str]:
    """In headers and bodies. (The way to the sign-in repeats the address that was asked for.)"""
    found = []
    for url, answer in asked(site, urls):
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        own = secrets(url.encode()) if "/desk/login/" in answer.headers.get("location", "") else set()
        found += [f"{url} ({answer.status}) says {word}" for word in secrets(headers.encode() + answer.body) - own]
    return found
