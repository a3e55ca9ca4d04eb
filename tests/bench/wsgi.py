"""The application with the limits mounted beside it; everything else is the project's own."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")

from django.conf import settings

settings.ROOT_URLCONF = "tests.bench.urls"

from canteen.config.wsgi import application  # noqa: E402  loads the addresses just named

__all__ = ["application"]
