"""The site's own settings, but that nothing is queued: the desk's search index is not what is measured, and would
leave three tasks a story behind."""

from broadsheet.site.settings import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
