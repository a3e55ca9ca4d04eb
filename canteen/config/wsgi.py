"""The application a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
application = get_wsgi_application()

from canteen.config import celery  # noqa: E402, F401 — pages ring for sweeps through this app
