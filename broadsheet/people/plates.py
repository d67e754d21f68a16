"""Contributors are watched here; their pages, which list stories, are pressed by the room of the stories."""

from __future__ import annotations

from broadsheet.people.models import Contributor, ContributorWords, FormerSlug
from broadsheet.press.watch import watch

watch(Contributor)
watch(ContributorWords)
watch(FormerSlug)
