"""Whether the m that is glued to a figure is metres or millions: "a 3m wall" and "3m fled"."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.rules import Match, words

_STUFF = words(
    "water snow rain mud ice earth rock soil sand silt sediment rubble cable rope fabric wire pipe fencing"
)
_SIZE = "long|wide|tall|high|deep|thick|square"
_AWAY = (
    r"away|apart|underground|underwater|offshore|inland|across(?!\s(?:[A-Z]|the\b|all\b|both\b))|"
    "north|south|east|west|northwards?|southwards?|eastwards?|westwards?|downhill|uphill|downstream|upstream"
)
_OBJECTS = words(
    "wall walls fence fences trench trenches tower towers mast masts wave waves swell swells tide crater craters",
    "tunnel",
    "ditch moat cliff cliffs ladder pole statue boat yacht vessel ship pool board exclusion buffer rope pipe",
    "hedge dam",
    "embankment dyke telescope antenna dish tree barrier barriers barricade spire chimney chimneys mountain rule",
    "radius",
    "drift drifts fuselage wingspan banner hole",
)
_METRES_AFTER = re.compile(
    rf"-(?:{_SIZE}|by|range|diameter|radius|{_OBJECTS})\b|\s(?:by|x|×)\s\d|\s(?:{_SIZE}|{_AWAY})\b(?!-)"
    rf"|\sof\s(?:[a-z]+\s)?(?:{_STUFF})\b|\s(?:of|from)\seach\sother\b"
    r"|\sin\s(?:diameter|length|height|width|depth)\b|\s(?:above|below)\s(?:sea|ground|street|water)\b"
    rf"|\s(?:(?!(?:of|in|and|or|to|for)\b)[a-z-]+\s)?(?:{_OBJECTS})\b"
    r"|\s(?:in)?to\s(?:his|her|their|its)\sdeaths?\b"
)
_EVENT = re.compile(
    r"\s(?:[a-z]+\s)?(?:relay|races?|finals?|semi-finals?|hurdles|freestyle|butterfly|sprints?|dash|heats?|"
    r"runners?|record|"
    r"sprinters?|swimmers?|medley|backstroke|breaststroke|steeplechase|champions?|championships?|specialist|title|"
    r"gold|silver|bronze|medal\w*|event|air|rifle|pistol|platform|springboard|IM|T\d\d|"
    r"Freestyle|Hurdles|Final|Relay|Butterfly|Backstroke|Breaststroke|Medley|Olympic|Paralympic|world|Commonwealth)\b"
)
_DIVING = re.compile(r"\s(?:air|synchro\w*|rifle|pistol|platform|springboard)\b")
_COURSES = frozenset("25 50 60 100 110 200 300 400 500 800 1000 1500 3000 5000 10000".split())
_IN_THE = re.compile(r"\b(?:the|over|in|won|last|final|first|opening)\s$", re.I)
_ABOUT = (
    r"(?:(?:up to|at least|about|around|nearly|almost|only|just|some|over|under|more than|less than|a|the|his|her)"
    r"\s)?"
)
_METRES_BEFORE = re.compile(
    r"\b(?:(?:depths?|heights?|altitudes?|distances?|elevation|lengths?|width|diameter|radius|leap|jump|throw|"
    r"vault|waves?|"
    rf"swells?|tides?|clearance|visibility|drifts?)\s(?:of|to|at|is|was|reache[sd]|between)\s{_ABOUT}"
    r"|(?:ran|runs?|running|swam|swims?|jump(?:ed|s)?|leapt|leap(?:ed|s)?|clear(?:ed|s)|threw|throws|hurled|vaulted|"
    rf"sprinted|dive[sd]?|plunge[sd]?|abseiled|walked|crawled|waded|rowed)\s{_ABOUT}"
    r"|(?:dug|sank|sunk|descended|drilled)\s(?:down\s)?(?:to\s)?|(?:fired|shot|scored|hit\s\w+|strike|goal)\sfrom\s"
    r"|(?:wo)?men's?\s|\d\sby\s|\d+m\sby\s|within\s(?:about\s|just\s)?)$",
    re.I,
)
_LINKS = "(?:behind|in|at|from|for|to|ahead|after|before|with|and|but|by|on|near|of|against|under|over)"
_MANY = re.compile(
    r"\s(?:(?!(?:from|off|past|along|above|below|outside|beyond)\b)[A-Za-z]+(?:-[a-z]+)?\s)?(?!(?:is|was|has|does|"
    r"says|this|its|his|as|us|less|plus|across|thus|towards|versus|perhaps|always|unless|afterwards|besides|sometimes)\b)[a-z]+(?:-[a-z]+)?s\b"
    rf"|\s(?:(?!{_LINKS}\b)[A-Za-z]+\s)?(?:[A-Z][a-z]+(?:s|ese|ish|i)|people|children|men|women|cattle|sheep|"
    r"others|more)\b"
    r"|\sor so\b|-[a-z]|\sof\s(?:them|these|those|whom|which|us)\b"
)
""" "6m Jews", "8m elderly pensioners", "3m of them"."""
_DID = re.compile(
    r"\s(?:\w+ly\s|also\s)?(?:were|are|was|is|have|has|had|will|would|could|can|may|might|must|who|whose|still|"
    r"now|fled|left|"
    r"lost|came|went|took|live|died|need|know|saw|got|gave|made|[a-z]{2,}ed)\b|\sfrom\s(?:\d|[A-Z])"
)
_FAR = re.compile(
    r"\b(?:is|was|are|were|lies|lay|stood|fell|landed|exploded|hit|only|just|about|some|than|nearly|barely)\s$"
)
_OFF = re.compile(
    r"\s(?:from|off|outside|inside|beyond|past|along|above|below)\s(?:the|an?|its|his|her|their|my|our)\s[a-z]"
    r"|\sfrom\s(?:others|his|hers|theirs|ours|mine|him|her|them|us|it)\b"
    r"|\s(?:in|on)to\s|\sthrough\s|\s(?:down|up|under)\s(?:the|a)\s|\sto\sthe\sground\b"
)
_CROWD = re.compile(
    r"\b(?:populations?|people|refugees?|viewers?|viewing|audiences?|watched|listeners?|readers?|users?|"
    r"followers?|votes?|"
    r"voters?|voted|subscribers?|customers?|migrants?|displaced|jobs?|copies|barrels|sales|sold|homes|households|"
    r"cit(?:y|ies)|countr(?:y|ies)|nations?|donors?|deaths?|hungry|poverty|members?|workers?|tonnes|tons|inhabitants|"
    r"residents?|downloads?|streams?|units|budget|deficit|million|euros|dollars|pounds|crowd|turnout|passengers?|"
    r"number)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:rivers?|lakes?|sea|waters?|floods?|waves?|tides?|snow|snowfall|depths?|altitudes?|visibility|towers?|"
    r"masts?|"
    r"walls?|trench(?:es)?|craters?|cliffs?|wreck|divers?|dived?|jump(?:ed|s)?|leap|throw|javelin|discus|hammer|"
    r"shot put|"
    r"pole|vault|hurdles|sprint\w*|metres?|statues?|ropes?|tunnels?|summit|mountains?|borehole|height|deep|tall|"
    r"\d+\s?m\s(?:long|wide|high|thick))\b",
    re.I,
)
_FLIES = re.compile(
    r"(?<!stands)(?<!stood)(?<!put)(?<!estimated)(?<!peaked)(?<!remained)(?<!valued)(?<!numbered)\s[Aa]t\s$|^At\s$"
)
_FAR_OFF = 10_000  # characters: further than any sentence is long


def is_metres(match: Match) -> bool:
    """Of a figure with an m at it. Metres need a sign; without one people, votes and barrels are meant."""
    left, right = match.string[: match.start()], match.string[match.end() :]
    figures = match["figures"].replace(",", "")
    if _METRES_AFTER.match(right) or _DIVING.match(right) or (figures in _COURSES and _EVENT.match(right)):
        return True
    if _MANY.match(right):
        return False
    if _METRES_BEFORE.search(left) or (figures in _COURSES and _IN_THE.search(left) and not _DID.match(right)):
        return True
    near = _nearness(_PLACE, match) <= _nearness(_CROWD, match)
    if "." not in figures and (near or _FAR.search(left) or len(figures) > 2) and _OFF.match(right):
        return True
    if _DID.match(right):
        return False
    if near and _nearness(_PLACE, match) < _FAR_OFF:
        return True
    return near and ("," in match["figures"] or bool(_FLIES.search(left)))


def _nearness(signs: re.Pattern[str], match: Match) -> int:
    """How far the nearest sign is, in characters; what comes after the figure tells less."""
    before = [match.start() - found.end() for found in signs.finditer(match.string, 0, match.start())]
    after = [2 * (found.start() - match.end()) + 20 for found in signs.finditer(match.string, match.end())]
    return min((*before, *after), default=_FAR_OFF)
