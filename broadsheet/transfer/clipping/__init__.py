"""Saved pages of articles, read into typed results: headline, byline, dates, pictures, paragraphs, cards, briefs.

A clipping is the page of an article as a reader, an archive or a cache kept it, as text or as HTML. Nothing here
touches a database, a disk or the network. Both kinds of file become one sequence of blocks (`blocks`), HTML with
hints (`markup`, `flow`, `elements`, `metadata`), text with hardly any; then the same passes read both. No rule knows
any one paper, page or person. Shape, place and repetition decide first; wordings (`wording`) only help with short
lines. In this order:

1. Lines (`blocks`). An empty line, or in HTML the edge of a box, is a gap. A file broken at one width is put
   together again if many of its lines break off in mid-sentence. A page is "gapped" if most of its sentences stand
   apart; only then does standing together (being glued) mean anything.
2. Lines around a headline (`bylines`, `moments`). A byline, date, time or reading time fills its line, in any order
   and joined by dots or bars. A date without a day stays a month; one without a year needs the day of saving; one
   that could be two days stays open and is reported.
3. Captions (`credits`). The credit comes last: bracketed, after a label, a copyright sign or a dash, or as a name
   behind the last sentence. Where the place does not say that a line is a caption, only shapes count that no
   paragraph has: a slash between names, a label, a name in brackets after the full stop.
4. Furniture (`marks`, `wording`). Short lines that stand there three times, runs of menu words, starred notes, the
   words of forms, of sharing, of rights and of sound; what stands between the fields of a form or glued to them; a
   heading and sentence glued to a button. A line that stands twice above the story, or over a byline, is a headline
   whatever it says.
5. The rail (`rail`). Lines of one form that hold a time, close together, with text after each. Which text is the
   headline is told by lengths; where the last item ends, by the longest of the others. The short line above is its
   label, the one below it the link to more.
6. The body (`body`). The stretch with the most words in sentences, between rails, forms and bylines; or the
   container that HTML marks. It goes on behind a rail or form if two full paragraphs follow.
7. Cards (`body`). Under the body, an unended line with one sentence: glued together on a gapped page, or under a
   label or in a link, or as long as headlines are. Inside the body only if told or glued. Otherwise the line is a
   subheading. Elsewhere only where the page itself calls them related, or in an aside with one link and a sentence.
8. The head (`head`). The headline is the line above the body with the most evidence: marked, standing twice (with
   or without the paper's name), a byline below, length, the file's name; a paper's own name is known by standing
   again in the small print. A short line beside it is the kicker, a sentence under it the standfirst, one under the
   byline or with a full date a caption without credit. Without any, the first clause of the story is proposed.
9. The account (`reading`). Every line is in a part, or in `furniture`, or in `problems` with its line number.
"""

from .found import (
    Clipping,
    ClippingRefused,
    FoundBrief,
    FoundCard,
    FoundParagraph,
    FoundPicture,
    FoundStory,
    LeftOut,
    Month,
    ParagraphKind,
    Problem,
    to_json,
)
from .reading import read

__all__ = [
    "Clipping",
    "ClippingRefused",
    "FoundBrief",
    "FoundCard",
    "FoundParagraph",
    "FoundPicture",
    "FoundStory",
    "LeftOut",
    "Month",
    "ParagraphKind",
    "Problem",
    "read",
    "to_json",
]
