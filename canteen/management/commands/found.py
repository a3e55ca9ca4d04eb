"""`manage.py found`: the first member of staff and the widest region of a new installation."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from canteen.core.errors import Problem
from canteen.core.region import Level
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.operations.staff import found_staff


class Command(BaseCommand):
    """Asks for the password on the terminal, or takes the first line of standard input; never an argument."""

    help = "Registers the first member of staff and the widest region; works once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what is needed."""
        parser.add_argument("--login", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--region", required=True, help="name of the government this installation serves")
        parser.add_argument("--level", required=True, choices=[level.value for level in Level])
        parser.add_argument("--code", default="", help="its national code: 6, 9 or 12 digits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found the installation, or say why not."""
        at = now()
        try:
            made = found_staff(
                login=options["login"],
                name=options["name"],
                password=getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n"),
                region_name=options["region"],
                region_level=Level(options["level"]),
                national_code=options["code"],
                from_on=service_day(at),
                now=at,
            )
        except Problem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"staff {made.staff_id}\nregion {made.region_id}")
