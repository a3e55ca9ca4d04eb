"""Quote meals by a policy document: one JSON case a line in, one JSON split a line out; needs no database."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from canteen.core.errors import Invalid
from settlement.core.policy import Policy, PolicyInvalid, parse
from settlement.core.quoting import quote
from settlement.core.reading import NotJson, load_json

CASES_WRONG = 1
POLICY_WRONG = 2
STDIN = "-"

HELP = """\
Split the price of every case in CASES.jsonl by the policy in POLICY.json.

A case is one line of JSON; money is whole fen, in and out:
  {"service_on": "2026-11-21", "sitting": "lunch", "lines": [{"kind": "set", "fen": 1200}],
   "birth_on": "1945-03-01", "facts": [{"kind": "category", "value": "dibao"}],
   "used": {"sitting": 0}, "left_fen": {"town": 50000}, "promised_fen": 400, "id": "any text"}

Needed: service_on, sitting (breakfast, lunch, dinner), lines (kind: set, extra, weighed, delivery).
May be left out: birth_on (unknown), facts (none), used (how often a limit was used before in the period of this meal:
never), left_fen (what the allotments hold: enough; if it is there, a fund it does not name is empty),
promised_fen (nothing was promised), id (given back as it is).

Every line that is not blank has exactly one answer, in order. A line with mistakes is answered by
  {"line": 3, "error": "case-invalid", "fields": [{"path": "lines[0].fen", "message": "…", "zh": "…"}]}
and the command ends with 1. A policy with mistakes is answered on the error output alone, and the command ends with 2.
docs/policy.md describes policies and cases by example.
"""


class Command(BaseCommand):
    """`manage.py quote POLICY.json CASES.jsonl`"""

    help = HELP
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Two files; the cases may come from standard input."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("policy", metavar="POLICY.json", help="a policy document")
        parser.add_argument("cases", metavar="CASES.jsonl", help="one case a line, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every case, the wrong ones too, and only then fail for them."""
        policy = _policy(options["policy"])
        wrong = 0
        for number, line in _lines(options["cases"]):
            try:
                answer = {"line": number, **quote(policy, load_json(line))}
            except Invalid as error:
                wrong += 1
                answer = {"line": number, "error": error.code, "fields": _fields(error)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if wrong:
            raise CommandError(f"{wrong} of the cases could not be read; see their answers", returncode=CASES_WRONG)


def _policy(path: str) -> Policy:
    try:
        return parse(load_json(Path(path).read_bytes()))
    except (PolicyInvalid, NotJson) as error:
        listed = "\n".join(
            "  {path}: {message}{zh}".format_map({**field, "zh": f" · {field['zh']}" if "zh" in field else ""})
            for field in _fields(error)
        )
        raise CommandError(f"{path}: {error.message}\n{listed}", returncode=POLICY_WRONG) from None
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=POLICY_WRONG) from None


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number; as bytes, so that one bad line costs no other."""
    try:
        with sys.stdin.buffer if path == STDIN else Path(path).open("rb") as cases:
            for number, line in enumerate(cases, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=CASES_WRONG) from None


def _fields(error: Invalid) -> list[dict[str, str]]:
    chinese = {mistake.path: mistake.zh for mistake in getattr(error, "mistakes", ())}
    return [
        {"path": path, "message": message} | ({"zh": chinese[path]} if path in chinese else {})
        for path, message in error.fields
    ]
