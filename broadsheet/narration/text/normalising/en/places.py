"""Points of the compass, coordinates, and the states of America as agencies shorten them."""

from __future__ import annotations

from broadsheet.narration.text.normalising import numbers
from broadsheet.narration.text.normalising.en.figures import said
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_POINTS = {
    **{"N": "north", "S": "south", "E": "east", "W": "west"},
    **{"NE": "north-east", "NW": "north-west", "SE": "south-east", "SW": "south-west"},
}
_POINT = words(*_POINTS)
STATES = {
    **{"Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California", "Colo": "Colorado"},
    **{"Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ga": "Georgia", "Ill": "Illinois"},
    **{"Ind": "Indiana", "Kan": "Kansas", "Ky": "Kentucky", "La": "Louisiana", "Mass": "Massachusetts"},
    **{"Md": "Maryland", "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi", "Mo": "Missouri"},
    **{"Mont": "Montana", "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon"},
    **{"Pa": "Pennsylvania", "Tenn": "Tennessee", "Va": "Virginia", "Vt": "Vermont", "Wash": "Washington"},
    **{"Wis": "Wisconsin", "Wyo": "Wyoming", "W.Va": "West Virginia", "N.Y": "New York", "N.J": "New Jersey"},
    **{"N.C": "North Carolina", "S.C": "South Carolina", "N.D": "North Dakota", "S.D": "South Dakota"},
    **{"N.H": "New Hampshire", "N.M": "New Mexico", "R.I": "Rhode Island"},
}
_SURE = words("Ariz Calif Colo Conn Fla Ga Mich Minn Neb Nev Okla Pa Tenn Va Vt Wis Wyo")
"""What is nothing else before a full stop: "Miss." and "Mass." may be."""
_WHOLE = (
    "Alaska|Hawaii|Idaho|Iowa|Maine|Ohio|Texas|Utah|New York|New Jersey|New Mexico|New Hampshire|Rhode Island|"
    "North Carolina|South Carolina|North Dakota|South Dakota|West Virginia"
)
_STATE = words(*STATES)
_POSTAL = {
    code: name.replace("_", " ")
    for line in (
        "AL:Alabama AK:Alaska AZ:Arizona AR:Arkansas CA:California CO:Colorado CT:Connecticut DE:Delaware FL:Florida",
        "GA:Georgia HI:Hawaii ID:Idaho IL:Illinois IN:Indiana IA:Iowa KS:Kansas KY:Kentucky LA:Louisiana ME:Maine",
        "MD:Maryland MA:Massachusetts MI:Michigan MN:Minnesota MS:Mississippi MO:Missouri MT:Montana NE:Nebraska",
        "NV:Nevada NH:New_Hampshire NJ:New_Jersey NM:New_Mexico NY:New_York NC:North_Carolina ND:North_Dakota",
        "OH:Ohio",
        "OK:Oklahoma OR:Oregon PA:Pennsylvania RI:Rhode_Island SC:South_Carolina SD:South_Dakota TN:Tennessee",
        "TX:Texas",
        "UT:Utah VT:Vermont VA:Virginia WA:Washington WV:West_Virginia WI:Wisconsin WY:Wyoming",
    )
    for code, name in (pair.split(":") for pair in line.split())
}
"""As the post writes them: {"CA": "California"}."""
_PARTIES = {"D": "Democrat", "R": "Republican", "I": "Independent"}


def _ends(match: Match) -> str:
    """The full stop of an abbreviation may have ended the sentence too."""
    return "" if match.string[match.end() :].strip(" \"'”’»)") else "."


def _state(match: Match) -> str:
    return STATES[match[1]] + _ends(match)


def _seat(match: Match) -> str:
    """ "(D-Ga.)" is "Democrat of Georgia"."""
    where = match["whole"] or _POSTAL.get(match["postal"]) or STATES[match["short"]]
    number = f", district {said(str(int(match['seat'])))}" if match["seat"] else ""
    return f"{_PARTIES[match['party']]} of {where}{number}"


def _place(match: Match) -> str:
    """50°27'N is "fifty degrees twenty-seven minutes north"."""
    parts = [(match[1], "degree"), (match[2], "minute"), (match[3], "second")]
    made = " ".join(f"{said(n)} {name}{'' if n == '1' else 's'}" for n, name in parts if n)
    return f" {made} {_POINTS[match[4]]}"


MINUTES: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,])(\d{1,3})°\s?(\d{1,2}(?:\.\d+)?)['′]\s?(?:(\d{1,2}(?:\.\d+)?)(?:\"|″|”|'')\s?)?([NSEW])\b",
        _place,
    ),
)
"""To be applied while quotation marks still stand."""
RULES: tuple[Rule, ...] = (
    rule(r"(?<=\d)°\s?([NSEW])\b", lambda match: f"° {_POINTS[match[1]]}"),
    rule(
        rf"\b(km|mi|m|miles?|nmi|kilomet(?:re|er)s?|moving|heading|drifting|winds?|due)\s({_POINT})\b(?!\.\w)",
        lambda match: f"{match[1]} {_POINTS[match[2]]}",
    ),
    rule(
        rf"\b(?P<party>[DRI])-(?:(?P<postal>{words(*_POSTAL)})\b|(?P<short>{_STATE})\b\.?|"
        rf"(?P<whole>{_WHOLE})\b)(?:-(?P<seat>\d{{1,2}})\b)?",
        _seat,
    ),
    rule(r"\b(NE|NW|SE|SW)\b(?=\s(?:winds?|gales?|gusts|\d))", lambda match: _POINTS[match[1]]),
    rule(r"\b([A-Z]{2})\s(\d{5})(?![\w-])", lambda match: f"{match[1]} {numbers.digits(match[2], 'en')}"),
    rule(rf"(?<=[a-z],\s)({_STATE})\.", _state),
    rule(rf"\b(?<!\.)({_SURE})\.(?=\s[a-z]|,|\)|;)", _state),
)
