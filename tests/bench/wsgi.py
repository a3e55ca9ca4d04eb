"""The application with the limits mounted beside it; everything else is the project's own."""

import os
from typing import cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")

from django.conf import settings

settings.ROOT_URLCONF = "tests.bench.urls"

from canteen.config.access import PAGES, Access, Scope  # noqa: E402  # after settings know where addresses lead
from canteen.config.wsgi import application  # noqa: E402  # loads the addresses just named

# What has no row in the table of access is shut, the limits too.
cast("dict[str, Access]", PAGES).update(dict.fromkeys(("bench:get_empty", "bench:post_chain"), Access(Scope.ANYONE)))

__all__ = ["application"]
