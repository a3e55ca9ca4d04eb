"""Quote a case that somebody wrote down: read it from JSON, split it, put every reason into words."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from canteen.core.errors import Invalid
from canteen.core.sitting import Sitting
from settlement.core.case import LINE_KINDS, Case, Fact, Line, period_of
from settlement.core.explain import explain
from settlement.core.policy.document import Policy
from settlement.core.reading import Mistake, Reader, present
from settlement.core.shares import Reason
from settlement.core.split import split

_REQUIRED: Final = ("service_on", "sitting", "lines")
_OPTIONAL: Final = ("id", "birth_on", "facts", "used", "left_fen", "promised_fen")
_MOST_LINES: Final = 100
_MOST_FACTS: Final = 100
_LONGEST: Final = 200
_MOST_FEN: Final = 10**12


class CaseInvalid(Invalid):
    """The case has mistakes."""

    code = "case-invalid"
    zh = "案例有错误"

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Carries every mistake that was found."""
        self.mistakes = tuple(mistakes)
        super().__init__([(mistake.path, mistake.message) for mistake in self.mistakes])


def quote(policy: Policy, document: object) -> dict[str, object]:
    """Split a case, as json.loads gives it, and answer with the split and its reasons in words. CaseInvalid."""
    case = read_case(policy, document)
    answer = split(policy, case)
    return {
        **({"id": document["id"]} if isinstance(document, dict) and "id" in document else {}),
        "price_fen": sum(line.fen for line in case.lines),
        "payers": answer.paid_by(),
        **answer.to_json(),
        "shares": [share.to_json() | _words(share.reason, policy) for share in answer.shares],
        "skipped": [skipped.to_json() | _words(skipped.reason, policy) for skipped in answer.skipped],
    }


def read_case(policy: Policy, document: object) -> Case:
    """Read a case of this policy; CaseInvalid names every mistake by its path.

    Where `left_fen` is left out every fund holds enough; where it stands, a fund it does not name is empty.
    """
    reader = Reader({})
    top = reader.fields(document, "", _REQUIRED, _OPTIONAL)
    if present(top["id"]):
        reader.text(top["id"], "id", most=_LONGEST)
    service_on = reader.day(top["service_on"], "service_on")
    sitting = reader.option(top["sitting"], "sitting", tuple(Sitting))
    lines = tuple(_line(reader, item, path) for path, item in reader.items(top["lines"], "lines", most=_MOST_LINES))
    facts = tuple(_fact(reader, item, path) for path, item in reader.items(top["facts"], "facts", most=_MOST_FACTS))
    left = dict.fromkeys(policy.funds, sum(line.fen for line in lines))
    if present(top["left_fen"]):
        left = _by_key(reader, top["left_fen"], "left_fen", policy.funds)
    case = Case(
        service_on=service_on,
        sitting=sitting,
        lines=lines,
        birth_on=reader.day(top["birth_on"], "birth_on") if _known(top["birth_on"]) else None,
        facts=facts,
        used=_used(reader, top["used"], policy, service_on, sitting),
        left=left,
        promised_fen=_fen(reader, top["promised_fen"], "promised_fen") if _known(top["promised_fen"]) else None,
    )
    if reader.mistakes:
        raise CaseInvalid(reader.mistakes)
    return case


def _line(reader: Reader, value: object, path: str) -> Line:
    found = reader.fields(value, path, ("kind", "fen"))
    kind = reader.option(found["kind"], f"{path}.kind", LINE_KINDS)
    return Line(kind, _fen(reader, found["fen"], f"{path}.fen"))


def _fact(reader: Reader, value: object, path: str) -> Fact:
    found = reader.fields(value, path, ("kind", "value"), ("level",))
    kind = reader.text(found["kind"], f"{path}.kind", most=_LONGEST)
    level = reader.text(found["level"], f"{path}.level", most=_LONGEST) if _known(found["level"]) else None
    return Fact(kind, reader.text(found["value"], f"{path}.value", most=_LONGEST), level)


def _used(
    reader: Reader, value: object, policy: Policy, service_on: date, sitting: str
) -> dict[tuple[str, str], Sequence[int]]:
    """How often each limit was used before, in the period this meal falls in."""
    counts = _by_key(reader, value, "used", [limit.id for limit in policy.limits])
    return {
        (limit.id, period_of(limit.per, service_on, sitting)): range(1, counts[limit.id] + 1)
        for limit in policy.limits
        if limit.id in counts
    }


def _by_key(reader: Reader, value: object, path: str, known: Sequence[str]) -> dict[str, int]:
    found = reader.fields(value, path, (), known)
    return {key: _fen(reader, part, f"{path}.{key}") for key, part in found.items() if present(part)}


def _fen(reader: Reader, value: object, path: str) -> int:
    return reader.whole(value, path, least=0, most=_MOST_FEN)


def _known(value: object) -> bool:
    return present(value) and value is not None


def _words(reason: Reason, policy: Policy) -> dict[str, object]:
    return {"zh": explain(reason, policy, "zh"), "en": explain(reason, policy, "en")}
