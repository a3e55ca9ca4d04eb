"""The Celery app and the whole timetable; tasks are bounded sweeps, and a lost beat costs one beat."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import crontab
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")

TRANSPORT_ALIASES["filesystem"] = "canteen.gateways.broker:Transport"

app = Celery("nuancan")
app.set_default()  # pages ring for a sweep from whatever thread answers
app.config_from_object("django.conf:settings", namespace="CELERY")
if queue := app.conf.broker_transport_options.get("data_folder_in"):
    Path(queue).mkdir(parents=True, exist_ok=True)  # the filesystem broker expects its folder, and does not make it
app.autodiscover_tasks(["canteen", "ordering", "settlement", "kiosk"])

TIMETABLE: dict[str, dict[str, Any]] = {
    "link deeds into the chain": {"task": "canteen.tasks.link_deeds", "schedule": 60.0},
    "forget failed sign-ins": {"task": "canteen.tasks.forget_sign_ins", "schedule": 900.0},
    "read lists": {"task": "canteen.tasks.read_imports", "schedule": 20.0},
    "write lists": {"task": "canteen.tasks.apply_imports", "schedule": 20.0},
    "write lists that reach back to meals": {"task": "settlement.tasks.apply_touching", "schedule": 20.0},
    "empty lists that have ended": {"task": "canteen.tasks.forget_imports", "schedule": 3600.0},
    "try policies": {"task": "settlement.tasks.try_policies", "schedule": 20.0},
    "check the books": {"task": "settlement.tasks.check_all_books", "schedule": crontab(hour=3, minute=20)},
}
app.conf.beat_schedule = TIMETABLE
