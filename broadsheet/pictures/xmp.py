"""XMP: what a picture file says of itself, as RDF in XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
META = "adobe:ns:meta/"
LARGEST = 1_000_000  # bytes that are looked at; more are edit histories, not words
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
_NOT_XML = re.compile("[^ -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_END = b'<?xpacket end="r"?>'


class Xmp:
    """The properties of a packet. One that cannot be read has none."""

    def __init__(self, packet: bytes) -> None:
        self._about = list(_descriptions(packet))

    def text(self, namespace: str, name: str, languages: tuple[str, ...] = ()) -> str:
        """A property's text: of a list all entries, of alternatives the one in the first of `languages` that is
        there, else the default."""
        for description in self._about:
            if value := description.get(f"{{{namespace}}}{name}"):
                return str(value)
            for element in description.iterchildren(f"{{{namespace}}}{name}"):
                if found := _value(element, languages):
                    return found
        return ""

    def parts(self, namespace: str, name: str) -> list[Xmp]:
        """The structures that a property holds."""
        found = []
        for description in self._about:
            for element in description.iterchildren(f"{{{namespace}}}{name}"):
                entries = list(element.iter(f"{{{RDF}}}li")) or [element]
                for entry in entries:
                    part = Xmp(b"")
                    part._about = [entry, *entry.iterchildren(f"{{{RDF}}}Description")]
                    found.append(part)
        return found


def _descriptions(packet: bytes) -> Iterator[etree._Element]:
    if not packet or len(packet) > LARGEST:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        root = etree.fromstring(packet.strip(b"\x00 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is not None:
        yield from root.iter(f"{{{RDF}}}Description")


def _value(element: etree._Element, languages: tuple[str, ...]) -> str:
    alternatives = element.find(f"{{{RDF}}}Alt")
    if alternatives is not None:
        return _alternative(alternatives, languages)
    entries = [text for entry in element.iter(f"{{{RDF}}}li") if (text := "".join(entry.itertext()).strip())]
    return ", ".join(entries) or (element.text or "").strip() or element.get(f"{{{RDF}}}resource") or ""


def _alternative(alternatives: etree._Element, languages: tuple[str, ...]) -> str:
    entries = {
        (entry.get(_LANG) or "x-default").lower(): text
        for entry in reversed(list(alternatives.iterchildren(f"{{{RDF}}}li")))
        if (text := "".join(entry.itertext()).strip())
    }
    by_language = {name.partition("-")[0]: text for name, text in reversed(entries.items())}
    wanted = (*languages[:1], "x", *languages[1:])  # "x-default" is what programs without a choice show
    return next((by_language[name] for name in wanted if name in by_language), "") or next(
        reversed(entries.values()), ""
    )


def packet(credit: str, creator: str, notice: str, licence: str) -> bytes:
    """A whole packet that says whose a picture is; a licence that is an address stands where programs look for it."""
    rdf = ElementMaker(namespace=RDF, nsmap={"rdf": RDF})
    about = rdf.Description({f"{{{RDF}}}about": ""})
    if credit:
        _element(about, PHOTOSHOP, "photoshop", "Credit").text = _clean(credit)
    if creator:
        _element(about, DC, "dc", "creator").append(rdf.Seq(rdf.li(_clean(creator))))
    if notice:
        _element(about, DC, "dc", "rights").append(rdf.Alt(rdf.li({_LANG: "x-default"}, _clean(notice))))
    if licence.startswith(("https://", "http://")):
        _element(about, RIGHTS, "xmpRights", "WebStatement").text = _clean(licence)
    elif licence:
        terms = rdf.Alt(rdf.li({_LANG: "x-default"}, _clean(licence)))
        _element(about, RIGHTS, "xmpRights", "UsageTerms").append(terms)
    whole = ElementMaker(namespace=META, nsmap={"x": META}).xmpmeta(rdf.RDF(about))
    return _BEGIN + etree.tostring(whole, encoding="utf-8") + _END


def _element(about: etree._Element, namespace: str, prefix: str, name: str) -> etree._Element:
    return etree.SubElement(about, f"{{{namespace}}}{name}", nsmap={prefix: namespace})


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("", text)
