"""Who may do what with a picture: Wagtail's rules, by which whoever uploads may change what they uploaded; but not
when readers have it, since that would be publishing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry

from broadsheet.pictures.models import Picture
from broadsheet.press.out import readers_have
from broadsheet.press.watch import row_tag

CHANGING = frozenset({"change", "delete"})


class Policy(CollectionOwnershipPermissionPolicy):
    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Picture) -> bool:
        wanted = set(actions)
        if not super().user_has_any_permission_for_instance(user, wanted, instance):
            return False
        if wanted - CHANGING or self._check_perm(user, ["change"], collection=instance.collection):
            return True
        return not readers_have([row_tag(Picture, instance.pk)])


def register() -> None:
    """In place of Wagtail's, when that is there."""
    policy_registry.register(
        Picture, Policy(Picture, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user")
    )
