"""Quote meals by a policy document: one JSON case a line in, one JSON split a line out; needs no database."""

import io
import json
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from canteen.core.errors import Invalid
from settlement.core.doubts import Doubt, doubts
from settlement.core.policy import Policy, PolicyInvalid, parse, refs_of
from settlement.core.policy.schema import policy_schema
from settlement.core.quoting import CaseInvalid, quote_with_doubts
from settlement.core.reading import Mistake, NotJson, load_json

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
never; {"count": 1, "fen": 300} where it counts money), left_fen (what the allotments hold: enough; if it is there, a
fund it does not name is empty), promised_fen (nothing was promised), id (given back as it is), eating, canteen, mode,
package, distance_m, portions, homes, lapsed, wallet.

Every line that is not blank has exactly one answer, in order. A line with mistakes is answered by
  {"line": 3, "error": "case-invalid", "fields": [{"path": "lines[0].fen", "message": "…", "zh": "…"}]}
with its id where that can be read, and the command ends with 1. A policy with mistakes, or a file that cannot be read,
is answered on the error output alone, and the command ends with 2. What in a valid policy is probably not what was
meant is doubted on the error output, each with somebody in whom it shows, and so is the first case with a category that
the policy never names and that is none of the usual ones, or with a home whose place is asked for and not said; the
answers and the end of the command are the same. Where there is no case at all it says so there and ends with 0: the
policy is in order.
With --schema alone it prints the JSON Schema of policy documents.
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
        parser.add_argument("policy", metavar="POLICY.json", nargs="?", help="a policy document")
        parser.add_argument("cases", metavar="CASES.jsonl", nargs="?", help="one case a line, or - for standard input")
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema of policy documents instead")
        parser.add_argument(
            "--include",
            action="append",
            default=[],
            metavar="REGION/VERSION=FILE.json",
            help="a published document that the policy, or one it includes, names; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every case, the wrong ones too, and only then fail for them."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is, whatever the terminal's language
        if options["schema"]:
            self.stdout.write(json.dumps(policy_schema(), ensure_ascii=False, indent=2))
            return
        if options["cases"] is None:
            raise _unusable("应给出 POLICY.json 和 CASES.jsonl 两个文件", "expected POLICY.json and CASES.jsonl")
        policy = _policy(options["policy"], _included(options["include"]))
        for doubt in doubts(policy):
            self.stderr.write(_doubted(options["policy"], doubt))
        asked = wrong = 0
        told: set[str] = set()
        for number, line in _lines(options["cases"]):
            asked += 1
            answer, unsure = _quoted(policy, line)
            wrong += "error" in answer
            self.stdout.write(json.dumps({"line": number, **answer}, ensure_ascii=False))
            for doubt in unsure:
                if doubt.en not in told:  # of many cases that say the same the first will do
                    self.stderr.write(_doubted(f"{options['cases']}:{number}", doubt))
                told.add(doubt.en)
        if not asked:
            said = "没有案例，没有可计算的；政策文件没有错误 · no cases, so nothing to quote; the policy is in order"
            self.stderr.write(f"{options['cases']}: {said}")
        if wrong:
            zh, en = (
                f"有 {wrong} 个案例读不出来，见各自的回答",
                f"{wrong} of the cases could not be read; see their answers",
            )
            raise CommandError(f"{zh} · {en}", returncode=CASES_WRONG)


def _unusable(zh: str, en: str) -> CommandError:
    return CommandError(f"{zh} · {en}", returncode=POLICY_WRONG)


def _unopened(path: str, error: OSError) -> CommandError:
    return _unusable(f"{path}: 打不开这个文件", f"cannot open this file: {error.strerror}")


def _included(given: Sequence[str]) -> dict[str, object]:
    """The documents given beside the policy, by "region/version"."""
    included: dict[str, object] = {}
    for each in given:
        ref, _, path = each.partition("=")
        if not path:
            raise _unusable(
                f"--include {each}: 应为 区划代号/版本=文件，如 guangzhou/3=CITY.json",
                "expected REGION/VERSION=FILE.json, such as guangzhou/3=CITY.json",
            )
        if ref in included:
            raise _unusable(f"--include {ref}: 给了两次", "given twice")
        included[ref] = _document(path)
    return included


def _document(path: str) -> object:
    """What stands in a file of JSON."""
    try:
        return load_json(Path(path).read_bytes())
    except NotJson as error:
        raise _refused(path, error) from None
    except OSError as error:
        raise _unopened(path, error) from None


def _policy(path: str, included: Mapping[str, object]) -> Policy:
    document = _document(path)
    try:
        return parse(document, included)
    except PolicyInvalid as error:
        missing = {ref for each in (document, *included.values()) for ref in refs_of(each)} - included.keys()
        raise _refused(path, error, [f"--include {ref}=FILE.json" for ref in sorted(missing)]) from None


def _refused(path: str, error: Invalid, options: Sequence[str] = ()) -> CommandError:
    """Every mistake of a document by its path; `options` are what would bring it the documents that it lacks."""
    lines = [f"{path}: {error.zh} · {error.message}"]
    lines += [f"  {field['path']}: {field['zh']} · {field['message']}" for field in _fields(error)]
    lines += [f"  请用 {option} 给出它引用的政策 · give the policy it includes with {option}" for option in options]
    return CommandError("\n".join(lines), returncode=POLICY_WRONG)


def _doubted(path: str, doubt: Doubt) -> str:
    en = f"{doubt.en} ({doubt.example_en})" if doubt.example_en else doubt.en
    zh = f"{doubt.zh}（{doubt.example}）" if doubt.example else doubt.zh
    return f"{path}: {doubt.path}: {zh} · {en}"


def _quoted(policy: Policy, line: bytes) -> tuple[dict[str, object], tuple[Doubt, ...]]:
    """The answer to one line, or its mistakes; and what is doubtful in it."""
    try:
        return quote_with_doubts(policy, load_json(line))
    except CaseInvalid as error:
        called = {"id": error.case_id} if error.case_id else {}
        return {**called, "error": error.code, "fields": _fields(error)}, ()
    except Invalid as error:
        return {"error": error.code, "fields": _fields(error)}, ()


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number; as bytes, so that one bad line costs no other."""
    try:
        with sys.stdin.buffer if path == STDIN else Path(path).open("rb") as cases:
            for number, line in enumerate(cases, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise _unopened(path, error) from None


def _fields(error: Invalid) -> list[dict[str, str]]:
    mistakes: Sequence[Mistake] = getattr(error, "mistakes", ())
    return [{"path": mistake.path, "message": mistake.message, "zh": mistake.zh} for mistake in mistakes]
