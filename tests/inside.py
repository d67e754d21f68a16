"""python -m tests.inside MODULE:FUNCTION JSON: a function inside the site of BROADSHEET_SITE, in a process of its
own. JSON is an object of its arguments; what it returns is printed as JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module

import django


def main(name: str, arguments: str) -> None:
    django.setup()
    module, _, function = name.partition(":")
    print(json.dumps(getattr(import_module(module), function)(**json.loads(arguments))))


if __name__ == "__main__":
    main(*sys.argv[1:])
