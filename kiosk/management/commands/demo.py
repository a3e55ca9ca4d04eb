"""Runs a trial: loads an invented town once, starts server and worker, prints who may do what, ends them all."""

import signal
import sys
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.queries.staff import actor_by_id
from kiosk.gateways.children import LOOPBACK, Children, free_port, last_lines
from kiosk.gateways.folder import read_sheet, write_cards, write_sheet
from kiosk.gateways.fresh_database import fresh_database
from kiosk.operations.demo import Scale, load, load_missing, scale_named
from kiosk.operations.demo.scale import UnknownScale
from kiosk.operations.demo.sheet import cards_of, picture_name, sheet_of, started, text_of
from kiosk.operations.devices import open_enrolment

SEED = 20201


class Command(BaseCommand):
    """`manage.py demo --port N`."""

    help = "Load an invented town and run it on this machine until Ctrl-C."
    loading: timedelta | None = None  # how long it took, where this run did it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a port (0: any free one), a seed, and how large a town."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--town", default=settings.NUANCAN_TOWN, help="full or small")
        parser.add_argument("--check-ins", type=int, default=settings.NUANCAN_CHECKINS, help="about how many")

    def handle(self, *args: Any, port: int, seed: int, town: str, check_ins: int | None, **options: Any) -> None:
        """Load, start, wait, end."""
        if settings.MODE != "demo":
            raise CommandError("A trial runs with NUANCAN_MODE=demo only: `make demo` sees to it.")
        free = free_port(port)
        if free is None:
            raise CommandError(f"Port {port} is taken. Choose another: make demo PORT={port + 1}")
        try:
            scale = scale_named(town, check_ins=check_ins)
        except UnknownScale as wrong:
            raise CommandError(f"{wrong}: NUANCAN_TOWN is full or small, CHECKINS a number") from None
        folder = settings.VAR_DIR / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            self._run(folder, free, self._sheet(folder, seed, scale))
        except KeyboardInterrupt:
            self.stdout.write("Ended.")

    def _sheet(self, folder: Path, seed: int, scale: Scale) -> dict[str, Any]:
        """Load the trial if there is none yet; bring one of earlier days up to today."""
        if not connection.introspection.table_names():
            return self._load(folder, seed, scale)  # where the tables are made once, and not here as well
        call_command("migrate", verbosity=0)
        sheet = read_sheet(folder / "demo.json")
        if not get_user_model()._default_manager.exists():
            return self._load(folder, seed, scale)
        if sheet is None:
            raise CommandError(
                f"{name_of_database()} holds something this command did not load. Move it away, or set NUANCAN_VAR."
            )
        if "canteens" not in sheet:
            raise CommandError(f"{name_of_database()} holds the trial of an older version. Move it away: make clean")
        load_missing(sheet=sheet, now=now())
        return sheet

    def _load(self, folder: Path, seed: int, scale: Scale) -> dict[str, Any]:
        self.stdout.write("Loading an invented town; this happens once.")
        began = now()
        with fresh_database():
            call_command("migrate", verbosity=0)
            loaded = load(seed=seed, now=now(), scale=scale, say=lambda words: self._say(began, words))
            sheet = sheet_of(loaded, seed=seed)
            self._say(began, "printable cards")
            cards = cards_of(loaded)
            write_cards(folder, cards, [picture_name(number) for number in range(len(cards))], sheet["cards_pdf"])
            write_sheet(folder / "demo.json", sheet)
        self.loading = now() - began
        self._say(began, "loaded; the simulation's numbers, and what came of them:")
        for line in loaded.tally.lines():
            self.stdout.write(f"         {line}")
        return sheet

    def _say(self, began: datetime, words: str) -> None:
        """A line of progress, with the seconds since the beginning."""
        self.stdout.write(f"  {(now() - began).total_seconds():4.0f} s  {words}")
        self.stdout.flush()

    def _run(self, folder: Path, port: int, sheet: dict[str, Any]) -> None:
        """Start the children, say where everything is, and stay until a signal or until one of them ends."""
        base = f"http://{LOOPBACK}:{port}"
        children = Children(
            settings.BASE_DIR, {"NUANCAN_CLOCK_SHIFT_S": str(settings.NUANCAN_CLOCK_SHIFT.total_seconds())}
        )
        logs = {name: folder / f"{name}-{port}.log" for name in ("server", "worker")}
        try:
            children.start("server", _server(port), logs["server"])
            children.start("worker", _worker(folder / f"beat-{port}"), logs["worker"])
            if children.wait_for(f"{base}/kiosk/"):
                sheet |= started(base=base, code=_enrolment_code(sheet), now=now())
                write_sheet(folder / "demo.json", sheet)
                self.stdout.write(text_of(sheet, folder=str(folder)))
                if self.loading:
                    self.stdout.write(f"  The town was loaded in {self.loading.total_seconds():.0f} s.")
                self.stdout.write("  Ctrl-C ends it.")
                self.stdout.flush()
                children.watch()
            name = children.ended() or "server"
            raise CommandError(f"The {name} did not keep running; it said:\n{last_lines(logs[name])}")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            children.end()


def name_of_database() -> str:
    """Return which database this is, for who has to move it away."""
    return str(connection.settings_dict["NAME"])


def _enrolment_code(sheet: dict[str, Any]) -> str:
    manager = next(UUID(account["id"]) for account in sheet["accounts"] if account["login"] == "manager")
    actor = actor_by_id(staff_id=manager, on=service_day(now()))
    return open_enrolment(actor=actor, canteen_id=UUID(sheet["canteen"]["id"]), name="门口终端", now=now())


def _server(port: int) -> list[str]:
    shape = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    return [
        *(sys.executable, "-m", "granian", *shape, "--host", LOOPBACK, "--port", str(port)),
        "canteen.config.wsgi:application",
    ]


def _worker(schedule: Path) -> list[str]:
    shape = ["worker", "--beat", "--pool", "solo", "--loglevel", "WARNING", "--schedule", str(schedule)]
    return [sys.executable, "-m", "celery", "-A", "canteen.config.celery", *shape]


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
