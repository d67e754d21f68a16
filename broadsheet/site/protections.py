"""What Django's answers tell browsers: the same as plates do, and at the desk what its own screens need."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from broadsheet.kit import policy

DESK = "/desk/"
_POLICY = "Content-Security-Policy"


class Protections:
    """The outermost of all: refusals of others pass it too. What a view has set stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        if not policy.DOCUMENT.match(answer.headers.get("Content-Type", "")):
            return answer
        answer.headers.setdefault(_POLICY, policy.DESK if request.path.startswith(DESK) else policy.PUBLIC)
        for name, value in policy.BESIDE.items():
            answer.headers.setdefault(name, value)
        return answer
