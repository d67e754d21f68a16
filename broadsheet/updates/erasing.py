"""The updates of a live story go with it, and what the log and the table of events say of them."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import LiveStory, Update
from broadsheet.updates.news import take_back


def destroy(story: StoryPage) -> None:
    take_back(story)
    for model in (Update, LiveStory):
        keys = [str(key) for key in model._default_manager.filter(story=story.pk).values_list("pk", flat=True)]
        about = ContentType.objects.get_for_model(model)
        for start in range(0, len(keys), 400):
            some = ModelLogEntry.objects.filter(content_type=about, object_id__in=keys[start : start + 400])
            some.update(label="", data={})
        model._default_manager.filter(story=story.pk).delete()


erasers.register(StoryPage, "updates", _("Its updates"), destroy, order=50)
