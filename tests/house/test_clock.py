"""Who may read a clock: `canteen/gateways/clock.py` does, and only edges and tasks ask it; deeper, `now` is given."""

import ast

import pytest

from tests.house.source import EDGES, Module, modules

CLOCK = "canteen.gateways.clock"
READERS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.now",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.time",
    "time.time_ns",
}
ASKERS = {*EDGES, "tasks"}
COLUMNS = {"auto_now", "auto_now_add"}
# Files that read a clock of their own, each with its reason.
EXCEPTIONS = {
    "canteen/gateways/clock.py": "the one place",
    "canteen/config/doorkeeper.py": "stands at the edge, before the views: duties are those of the moment",
    "canteen/config/navigation.py": "draws the frame of every page, which says on paper when it was so",
    "canteen/config/problem_pages.py": "stands at the edge: who leads nowhere is answered past the doorkeeper",
    "canteen/config/settings.py": "measures once how far the trial's clock is shifted",
}


def readings(module: Module) -> list[str]:
    """Return a line for every place in a module that reads a clock, or asks the one that does from too deep."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute) and module.refers_to(node) in READERS:
            found.append(f"{module.at(node)}: {module.refers_to(node)}")
        elif isinstance(node, ast.keyword) and node.arg in COLUMNS:
            found.append(f"{module.at(node)}: {node.arg}, a clock read by the table")
    if module.drawer not in ASKERS:
        asked = [name for name in module.imports.values() if name.startswith(CLOCK)]
        found += [f"{module.path}: {name}, asked from {module.drawer or module.room}" for name in asked]
    return found


def test_time_is_read_in_one_place_and_asked_for_at_the_edge() -> None:
    found = [line for module in modules() if module.path not in EXCEPTIONS for line in readings(module)]
    assert found == []


def test_no_exception_outlives_its_file() -> None:
    assert set(EXCEPTIONS) - {module.path for module in modules() if readings(module)} == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kiosk/operations/check_in.py", "from datetime import datetime\ndatetime.now(UTC)"),
        ("kiosk/operations/check_in.py", "import datetime as dt\ndt.datetime.now()"),
        ("kiosk/api.py", "from django.utils import timezone\ntimezone.now()"),
        ("kiosk/api.py", "import time\nstart = time.time()"),
        ("kiosk/core/clock.py", "from time import monotonic\nmonotonic()"),
        ("kiosk/models/devices.py", "from django.utils.timezone import now\nat = DateTimeField(default=now)"),
        ("kiosk/models/devices.py", "at = DateTimeField(auto_now_add=True)"),
        ("kiosk/queries.py", "from django.db.models.functions import Now\nNow()"),
        ("kiosk/operations/check_in.py", "from canteen.gateways import clock"),
        ("kiosk/auth.py", "from canteen.gateways.clock import now"),
        ("ordering/queries.py", "import canteen.gateways.clock as watch"),
    ],
)
def test_a_reading_is_seen(path: str, text: str) -> None:
    assert len(readings(Module(path, text))) == 1


@pytest.mark.parametrize("path", ["kiosk/api.py", "kiosk/tasks.py", "settlement/management/commands/quote.py"])
def test_edges_and_tasks_may_ask(path: str) -> None:
    text = "from datetime import datetime\nfrom canteen.gateways import clock\nclock.now()\ndatetime.fromisoformat('x')"
    assert readings(Module(path, text)) == []
