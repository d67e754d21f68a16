"""Titles, initials and Roman numerals in English."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.en.figures import ordinal, said
from broadsheet.narration.text.normalising.roman import ROMAN, value
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_TITLES = {
    **{"Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Gen": "General"},
    **{
        "Lt": "Lieutenant",
        "Col": "Colonel",
        "Maj": "Major",
        "Capt": "Captain",
        "Cmdr": "Commander",
        "Adm": "Admiral",
    },
    **{"Sgt": "Sergeant", "Cpl": "Corporal", "Pvt": "Private", "Brig": "Brigadier", "Sen": "Senator"},
    **{"Rep": "Representative", "Gov": "Governor", "Pres": "President", "Rev": "Reverend", "Hon": "Honourable"},
    **{
        "Supt": "Superintendent",
        "Insp": "Inspector",
        "Det": "Detective",
        "Mt": "Mount",
        "Ft": "Fort",
        "Fr": "Father",
    },
    **{
        "Sens": "Senators",
        "Reps": "Representatives",
        "Drs": "Doctors",
        "Msgr": "Monsignor",
        "Ald": "Alderman",
    },
    **{
        "Amb": "Ambassador",
        "Atty": "Attorney",
        "Asst": "Assistant",
        "Supts": "Superintendents",
        "Revs": "Reverends",
        "Profs": "Professors",
        "Messrs": "Messieurs",
    },
}
_BARE = words("Dr Mr Mrs Ms Prof Gen Lt Col Maj Capt Sgt Sen Rev")
"""Titles that the British write without a full stop."""
_AFTER = {
    **{"Jr": "Junior", "Sr": "Senior", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Inc": "Incorporated"},
    **{"Bn": "Battalion", "Regt": "Regiment", "Div": "Division", "Bde": "Brigade", "Hosp": "Hospital"},
    **{"Corp": "Corporation", "Ltd": "Limited", "Bros": "Brothers", "Dept": "Department", "Assn": "Association"},
    **{"Hwy": "Highway", "Apt": "Apartment", "Sq": "Square", "Univ": "University", "Pty": "Proprietary"},
}
_WORDS = {
    **{"vs.": "versus", "vs": "versus", "v.": "versus", "etc.": "et cetera", "approx.": "approximately"},
    **{
        "e.g.": "for example",
        "i.e.": "that is",
        "a.k.a.": "also known as",
        "et al.": "and others",
        "est.": "established",
    },
    **{"dept.": "department", "ca.": "circa", "cf.": "compare", "vol.": "volume", "Vol.": "Volume", "fig.": "figure"},
    **{"Fig.": "Figure", "No.": "number", "Nos.": "numbers", "no.": "number", "nos.": "numbers", "pp.": "pages"},
    **{"Art.": "Article", "art.": "article", "Arts.": "Articles", "Sec.": "Section", "sec.": "section"},
    **{"Ch.": "Chapter", "ch.": "chapter", "Rte.": "Route", "ext.": "extension", "pop.": "population"},
    **{
        "Res.": "Resolution",
        "Cat.": "Category",
        "Prop.": "Proposition",
        "Tel.": "Telephone",
        "tel.": "telephone",
        "Nos": "numbers",
    },
    **{"Amdt.": "Amendment", "agg.": "on aggregate", "b.": "born", "d.": "died", "para.": "paragraph"},
    **{"p.": "page", "w/": "with", "w/o": "without", "Op.": "Opus", "govt.": "government", "incl.": "including"},
}
_BEFORE_FIGURES = frozenset(
    {"No.", "Nos.", "no.", "nos.", "pp.", "p.", "Op.", "vol.", "Vol.", "Fig.", "fig.", "ca."}
) | {
    *(
        "Art.",
        "art.",
        "Arts.",
        "Sec.",
        "sec.",
        "Ch.",
        "ch.",
        "Rte.",
        "ext.",
        "pop.",
        "agg.",
        "b.",
        "Nos",
        "para.",
        "Prop.",
        "Res.",
        "Cat.",
    ),
}


def _ends(match: Match) -> bool:
    """The full stop of an abbreviation may have ended the sentence too."""
    return not match.string[match.end() :].strip(" \"'”’»)")


def _short(match: Match) -> str:
    stop = "." if _ends(match) and match[0].endswith(".") else ""
    return _WORDS[match["short"]] + stop


def _after(match: Match) -> str:
    return _AFTER[match[1]] + ("." if _ends(match) else "")


def _initials(match: Match) -> str:
    letters = " ".join(letter for letter in match[0] if letter.isalpha())
    return letters + ("." if _ends(match) else "")


# -- Roman numerals

_REGNAL = words(
    "Charles Henry Edward George James William Richard Elizabeth Mary Louis Philip Philippe Francis Pius Benedict",
    "Leo Paul Gregory Urban Innocent Clement Alexander Nicholas Peter Catherine Ivan Frederick Wilhelm Friedrich",
    "Otto Napoleon Carlos Felipe Alfonso Ferdinand Gustav Carl Harald Haakon Olav Christian Margrethe Albert",
    "Leopold Baudouin Umberto Emmanuel Victor Rainier Hassan Mohammed Abdullah Ramesses Ptolemy Darius Xerxes",
    "Constantine Theodora Casimir Sigismund Stephen Joseph Rudolf Michael Boris Simeon Abdul Murad Selim Mehmed",
    "Rama Tutankhamun Hans Ramses Manuel Afonso Pedro Franz Bela Stefan Wenceslas Johan Ludwig Max Maximilian",
)
_THING = words(
    "War Chapter Part Act Volume Book Phase Type Title Article Bowl Class Grade Stage Category Mark Section Tier",
    "Count Appendix Annex Scene",
)
_KING = r"(?:King|Queen|Pope|Tsar|Emperor|Empress|Prince|Sultan|Kaiser|Saint|Shah)\s"


def _regnal(match: Match) -> str:
    return f"{match['name']} the {ordinal(str(value(match['roman']))).capitalize()}"


def _counted(match: Match) -> str:
    return f"{match['name']} {said(str(value(match['roman']))).capitalize()}"


def _two_counted(match: Match) -> str:
    between = "to" if match["join"] in "–-" else match["join"].replace("&", "and")
    first, last = (said(str(value(match[name]))).capitalize() for name in ("roman", "until"))
    return f"{match['name']} {first} {between} {last}"


def _century(match: Match) -> str:
    return ordinal(str(value(match["roman"])))


RULES: tuple[Rule, ...] = (
    rule(r"\bWW(II?)\b", lambda match: f"World War {said(str(value(match[1]))).capitalize()}"),
    rule(rf"\b(?P<name>{_REGNAL})\s(?P<roman>V)\b(?!\.\w|')", _regnal),
    rule(rf"\b(?P<name>{_REGNAL})\s(?P<roman>(?=[IVX]{{2}}){ROMAN})\b(?!\.\w)", _regnal),
    rule(rf"\b(?P<name>{_KING}(?:{_REGNAL}|[A-Z][a-z]+))\s(?P<roman>(?=[IVX]){ROMAN})\b(?!\.\w)", _regnal),
    rule(
        rf"\b(?P<name>{_REGNAL})\s(?P<roman>I)(?=\s?(?:[,;:!?)]|\.$|'s|$|of\b|and\b|died\b|ruled\b|reigned\b))",
        _regnal,
    ),
    rule(
        rf"\b(?P<name>(?:{_THING})s?)\s(?P<roman>{ROMAN})\s?(?P<join>[–-]|to|and|&)\s?(?P<until>{ROMAN})\b(?!['])",
        _two_counted,
    ),
    rule(
        r"(?<=\b(?:Scene|scene)\s)(?P<roman>[ivx]{1,5})\b",
        lambda m: said(str(value(m["roman"].upper()))).capitalize(),
    ),
    rule(rf"(?<=\b[Tt]he\s)(?P<roman>(?=[IVX]{{2}}){ROMAN})(?=\s[A-Z])", _century),
    rule(rf"\b(?P<name>{_THING})\s(?P<roman>{ROMAN})\b(?!['])", _counted),
    rule(
        rf"\b(?P<roman>(?=[IVX]{{2}}|[VX]){ROMAN})(?:th|st|nd|rd)?(?=\s(?:century|centuries|Century|Congress))",
        _century,
    ),
    rule(rf"(?P<name>\b[A-Z][a-z]+)\s(?P<roman>(?=[IVX]{{2}}){ROMAN})\b", _counted),
    rule(
        rf"(?<![\w.])(?P<roman>(?=[IVX]{{3}}|[IVX]*[IV][VXI]){ROMAN})(?![\w.])",
        lambda m: said(str(value(m["roman"]))),
    ),
    # titles and abbreviations
    rule(
        r"\bSec\.?(?=\s(?:of\s(?:State|Defense|Defence|War|Energy|Labor|the\s)|[A-Z][a-z]+\s|Gen\b\.?))", "Secretary"
    ),
    rule(r"(?<=\bSecretary\s)Gen\b\.?", "General"),
    rule(r"\bCh\.?(?=\s(?:Insp|Supt)\b)", "Chief"),
    rule(r"\bRt\.?\sHon\b\.?(?=\s[A-Z])", "Right Honourable"),
    rule(r"\bPfc\.?(?=\s[A-Z])", "Private First Class"),
    rule(r"(?<=\w\s)No(?=\s\d)", "number"),
    rule(r"\bLt\.?\s(Col|Gen|Cmdr|Gov)\b\.?(?=\s[A-Z])", lambda m: f"Lieutenant {_TITLES[m[1]]}"),
    rule(r"\bMaj\.?\sGen\b\.?(?=\s[A-Z])", "Major General"),
    rule(rf"\b({words(*_TITLES)})\.(?=\s?[^\W\d_\s])", lambda match: _TITLES[match[1]]),
    rule(rf"\b({_BARE})(?=\s(?!(?:Z|X|Y|Alpha)\b)[A-Z])", lambda match: _TITLES[match[1]]),
    rule(
        r"(?<=[a-z]\s)St\b\.?(?=\s*(?:$|[,;:!?)]|[a-z]))",
        lambda m: "Street" + ("." if _ends(m) and "." in m[0] else ""),
    ),
    rule(r"\bSte?\.(?=\s?[A-Z])|\bSt(?=\s[A-Z][a-z])", "Saint"),
    rule(
        rf"(?<=\w\s)({words(*_AFTER)})\.|(?<=\w,\s)(Jr|Sr|Inc|Ltd)\.",
        lambda m: (_AFTER[m[1] or m[2]]) + ("." if _ends(m) else ""),
    ),
    rule(r"(?<=\w\s)(?:Co)\.(?=\s|,|$)", lambda match: "Company" + ("." if _ends(match) else "")),
    rule(
        rf"(?<![\w.])(?P<short>{'|'.join(map(re.escape, sorted(_BEFORE_FIGURES, key=len, reverse=True)))})(?=\s?\d)",
        lambda match: _WORDS[match["short"]] + ("" if match.string[match.end() :][:1] == " " else " "),
    ),
    rule(
        "(?<![\\w.])(?P<short>"
        + "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True) if w not in _BEFORE_FIGURES)
        + r")(?=[\s,;:)]|$)",
        _short,
    ),
    rule(r"\bPh\.?\s?D\b\.?", lambda match: "P H D" + ("." if _ends(match) and match[0].endswith(".") else "")),
    rule(r"(?<![\w.])(?:[A-Za-z]\.\s?(?=[A-Za-z]\.)){1,8}[A-Za-z]\.(?![A-Za-z])", _initials),
    rule(r"(?<![\w.])(?:[A-Z]\.){1,8}[A-Z](?![a-z.])\b", lambda match: " ".join(c for c in match[0] if c != ".")),
    rule(r"(?<![\w.'])([A-Z])\.(?=\s?[A-Z][\w'])", r"\1 "),
)
