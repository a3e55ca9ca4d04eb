"""Writes the OpenAPI document of the HTTP API to docs/openapi.json: `python -m tests.house.openapi --write`."""

import importlib
import json
import sys

from tests.house.source import ROOT
from tests.lanes import prepare

DOCUMENT = ROOT / "docs" / "openapi.json"


def document() -> str:
    """Return the document as text, the same on every run; Django must be set up."""
    from django.utils.translation import override
    from ninja import NinjaAPI

    mount = importlib.import_module("canteen.config.api")
    [api] = [value for value in vars(mount).values() if isinstance(value, NinjaAPI)]
    with override("en"):
        return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str) + "\n"


if __name__ == "__main__":
    import os

    import django

    prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "canteen.config.settings"
    django.setup()
    if "--write" in sys.argv:
        DOCUMENT.write_text(document(), encoding="utf-8")
    else:
        print(document(), end="")
