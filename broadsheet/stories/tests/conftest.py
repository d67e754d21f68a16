from __future__ import annotations

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def chief(db: None) -> User:
    """Alice Fenn, who may do everything."""
    return User.objects.create_superuser("alice", password="a long one for tests")
