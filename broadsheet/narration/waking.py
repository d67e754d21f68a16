"""What may ask for another recording wakes the narrator: a raised number, nothing else. What is lost here, the sweep
finds. What concerns very many stories at once comes after what concerns one."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from broadsheet.narration.models import Look, Narration, Pronunciation, StoryNarration, VoiceChoice
from broadsheet.narration.recording.looking import wake, wake_many, wake_story
from broadsheet.people.models import Contributor, ContributorWords
from broadsheet.stories.models import StoryPage
from broadsheet.stories.signals import corrected


@receiver([page_published, page_unpublished], sender=StoryPage, dispatch_uid="narration.published")
def story_went(sender: type[StoryPage], instance: StoryPage, **rest: Any) -> None:
    wake_story(instance.pk, instance.locale.language_code)


@receiver(corrected, sender=StoryPage, dispatch_uid="narration.corrected")
def story_corrected(sender: type[StoryPage], story: StoryPage, **rest: Any) -> None:
    wake_story(story.pk, story.locale.language_code)


@receiver([post_save, post_delete], sender=StoryNarration, dispatch_uid="narration.chosen")
def choice_made(sender: type[StoryNarration], instance: StoryNarration, **rest: Any) -> None:
    wake(Look.objects.filter(story=instance.story_id))


@receiver([post_save, post_delete], sender=Pronunciation, dispatch_uid="narration.pronounced")
def word_mended(sender: type[Pronunciation], instance: Pronunciation, **rest: Any) -> None:
    if instance.story_id:
        wake(Look.objects.filter(story=instance.story_id))
    else:
        wake_many(_of_language(instance.language))


@receiver([post_save, post_delete], sender=Narration, dispatch_uid="narration.set")
def paper_set(sender: type[Narration], instance: Narration, **rest: Any) -> None:
    wake_many(_of_language(instance.language))


@receiver([post_save, post_delete], sender=VoiceChoice, dispatch_uid="narration.voiced")
def voices_set(sender: type[VoiceChoice], instance: VoiceChoice, **rest: Any) -> None:
    wake_many(_of_language(instance.narration.language))


@receiver(post_save, sender=Contributor, dispatch_uid="narration.renamed")
def contributor_renamed(sender: type[Contributor], instance: Contributor, **rest: Any) -> None:
    stories = StoryPage.objects.filter(bylines__contributor=instance.pk).values("pk")
    wake_many(Look.objects.filter(story__in=stories))


@receiver([post_save, post_delete], sender=ContributorWords, dispatch_uid="narration.renamed_in_a_language")
def contributor_translated(sender: type[ContributorWords], instance: ContributorWords, **rest: Any) -> None:
    theirs = StoryPage.objects.filter(bylines__contributor=instance.contributor_id)
    wake_many(Look.objects.filter(story__in=theirs.filter(locale__language_code=instance.language).values("pk")))


def _of_language(language: str) -> Any:
    if not language:
        return Look.objects.all()
    return Look.objects.filter(story__locale__language_code=language)
