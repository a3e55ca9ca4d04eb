"""`manage.py verify_deeds`: walks the chain over deeds and says where it does not hold (S6)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from canteen.gateways.clock import now
from canteen.queries.deeds import Head, head, verify


class Command(BaseCommand):
    """Prints the head to be kept elsewhere; with an earlier one it also finds what was cut off since."""

    help = "Verifies the hash chain over deeds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A head as this command printed it earlier."""
        parser.add_argument("--head", metavar="SEQUENCE:DIGEST", help="a head printed earlier and kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail with a line for every place that is broken."""
        found = verify(now=now(), exported=_head(options["head"]) if options["head"] else None)
        if found:
            lines = [f"{each.sequence or '-'} {each.deed_id or '-'} {each.what}" for each in found]
            raise CommandError("the chain is broken:\n" + "\n".join(lines))
        last = head()
        self.stdout.write(f"whole; head {last.sequence}:{last.digest}" if last else "whole; no deed is linked yet")


def _head(text: str) -> Head:
    sequence, _, digest = text.partition(":")
    if not sequence.isdecimal() or len(digest) != 64:
        raise CommandError("--head reads SEQUENCE:DIGEST, as printed earlier")
    return Head(int(sequence), digest)
