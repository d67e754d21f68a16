"""Wagtail's screens of accounts, where nobody makes themselves or others more than they are."""

from __future__ import annotations

from typing import Any

from wagtail.users.views import users


class _MakesNoAdministrators:
    """Only an administrator makes an administrator: others see the tick, and what they send of it is ignored."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if "is_superuser" in form.fields and not self.request.user.is_superuser:  # type: ignore[attr-defined]
            form.fields["is_superuser"].disabled = True
        return form


class CreateView(_MakesNoAdministrators, users.CreateView):
    pass


class EditView(_MakesNoAdministrators, users.EditView):
    pass


class UserViewSet(users.UserViewSet):
    add_view_class = CreateView
    edit_view_class = EditView
