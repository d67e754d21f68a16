"""A story that is moved to another section changes its shelf; Wagtail moves rows without saving the story."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from broadsheet.stories.models import StoryPage
from broadsheet.stories.shelves import shelve


@receiver(post_page_move)
def shelve_again(instance: Page, **kwargs: Any) -> None:
    if instance.specific_class is StoryPage:
        shelve([instance.pk])
