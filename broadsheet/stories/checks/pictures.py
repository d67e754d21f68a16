"""A story's pictures: whose they are, and for how long the paper may show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.pictures.models import Picture
from broadsheet.release import gate, words
from broadsheet.stories.models import StoryPage
from broadsheet.stories.readiness import pictures_of, wanting_pictures

SOON = timedelta(days=7)


class PicturesComplete:
    """Credit and text alternative of each picture that readers do not have yet."""

    name, blocking = "credit and alternative", True

    def look(self, story: StoryPage) -> Iterator[str]:
        yield from wanting_pictures(story)


class RightsLast:
    """Pictures whose rights are over, not begun, or end within a week."""

    name, blocking = "rights of pictures", False

    def look(self, story: StoryPage) -> Iterator[str]:
        now = clock.now()
        for picture in Picture.objects.filter(pk__in=pictures_of(story)).order_by("pk"):
            title = picture.title
            if not gate.verdict(picture, now).public:
                yield _("The rights to the picture “%(title)s” do not cover today: readers will not see it.") % {
                    "title": title
                }
            elif picture.rights_until is not None and picture.rights_until <= now + SOON:
                yield _("The rights to the picture “%(title)s” end on %(time)s: it disappears then.") % {
                    "title": title,
                    "time": words.moment(picture.rights_until),
                }
