"""What the desk looks things up in. Rows that were inserted together told nobody, so one task reads them all: after
the first page, since no reader waits for it."""

from __future__ import annotations

from django_tasks import task
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends

from broadsheet.briefs.models import Brief
from broadsheet.stories.models import StoryPage


@task()
def index_all() -> None:
    """Have the desk's search find the stories and briefs, and its pictures know where they are used."""
    stories = list(StoryPage.objects.all())
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(StoryPage, stories)
        backend.add_bulk(Brief, list(Brief.objects.all()))
    for story in stories:
        ReferenceIndex.create_or_update_for_object(story)
