from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "broadsheet.newsletters"
    label = "newsletters"
    verbose_name = _("newsletters")

    def ready(self) -> None:
        from broadsheet.newsletters import (  # noqa: PLC0415  (need the loaded app registry)
            carrying,  # noqa: F401
            erasing,  # noqa: F401
            mapping,  # noqa: F401
            offering,  # noqa: F401
            plates,  # noqa: F401
        )
        from broadsheet.newsletters.sending import notes  # noqa: PLC0415  (the same)
        from broadsheet.staff import mailing  # noqa: PLC0415  (the same)

        mailing.goes_by(notes.to_staff)
