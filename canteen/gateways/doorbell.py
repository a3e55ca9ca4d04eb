"""Rings for a sweep that need not wait for its beat; a bell nobody hears costs one beat and nothing else."""

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(*, task: str) -> None:
    """Ask for a sweep by its name. Without a broker, or where no worker's app is loaded, the timetable does it."""
    if current_app.conf.broker_url != settings.CELERY_BROKER_URL:
        return
    try:
        current_app.send_task(task)
    except (OperationalError, OSError):
        log.warning("nobody hears the bell for %s; its beat will do it", task)
