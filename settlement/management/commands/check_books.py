"""manage.py check_books: hold every canteen-month against itself, and exit with 1 when two numbers disagree (R3)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from settlement.queries.check_books import books_to_check, discrepancies_of


class Command(BaseCommand):
    """Prints one line for each discrepancy: what, where, the number stored, the number counted."""

    help = "Hold stored balances, meals, claims, holds and seals against the postings"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --all, for sealed books however old."""
        parser.add_argument("--all", action="store_true", help="sealed books of all years too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and leave with 1 when anything disagrees."""
        found = checked = 0
        for books_id in books_to_check(all_of_them=bool(options["all"])):
            checked += 1
            for each in discrepancies_of(books_id=books_id):
                found += 1
                self.stdout.write(f"{each.code} {each.subject} stored={each.stored} counted={each.counted}")
        self.stdout.write(f"{checked} books, {found} discrepancies")
        if found:
            raise SystemExit(1)
