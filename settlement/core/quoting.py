"""Quote a case that somebody wrote down: read it from JSON, split it, put every reason into words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from canteen.core.errors import Invalid
from canteen.core.sitting import Sitting
from settlement.core.case import LINE_KINDS, MODES, Case, Holding, Line, period_of
from settlement.core.doubts import Doubt
from settlement.core.explain import explain
from settlement.core.facts_written import CaseReader, doubted_facts, read_fact, read_place
from settlement.core.policy.document import Policy
from settlement.core.reading import Mistake, Reader, join, present
from settlement.core.shares import Reason
from settlement.core.split import split

_REQUIRED: Final = ("service_on", "sitting", "lines")
_OPTIONAL: Final = (
    *("id", "birth_on", "facts", "used", "left_fen", "promised_fen", "eating", "canteen", "mode", "package"),
    *("distance_m", "portions", "homes", "lapsed", "wallet"),
)
_MOST_LINES: Final = 100
_MOST_FACTS: Final = 100
_MOST_METRES: Final = 1_000_000  # as far as a condition can ask
_MOST_USES: Final = 10_000
_LONGEST: Final = 200
_MOST_FEN: Final = 10**12


class CaseInvalid(Invalid):
    """The case has mistakes."""

    code = "case-invalid"
    zh = "案例有错误"

    def __init__(self, mistakes: Sequence[Mistake], case_id: str) -> None:
        """Carries every mistake that was found, and what the case calls itself; "" where it says nothing readable."""
        self.mistakes, self.case_id = tuple(mistakes), case_id
        super().__init__([(mistake.path, mistake.message) for mistake in self.mistakes])


def quote(policy: Policy, document: object) -> dict[str, object]:
    """Split a case, as json.loads gives it, and answer with the split and its reasons in words. CaseInvalid."""
    return quote_with_doubts(policy, document)[0]


def quote_with_doubts(policy: Policy, document: object) -> tuple[dict[str, object], tuple[Doubt, ...]]:
    """The same, and what in the case is probably not what was meant. CaseInvalid."""
    case = read_case(policy, document)
    return _answer(policy, case, document), tuple(doubted_facts(policy, case))


def _answer(policy: Policy, case: Case, document: object) -> dict[str, object]:
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
    reader = CaseReader(document)
    top = reader.fields(document, "", _REQUIRED, _OPTIONAL)
    case_id = reader.text(top["id"], "id", most=_LONGEST)
    service_on = reader.day(top["service_on"], "service_on")
    sitting = reader.option(top["sitting"], "sitting", tuple(Sitting))
    lines = tuple(_line(reader, item, path) for path, item in reader.items(top["lines"], "lines", most=_MOST_LINES))
    facts = tuple(read_fact(reader, item, path) for path, item in reader.items(top["facts"], "facts", most=_MOST_FACTS))
    homes = _homes(reader, top["homes"])
    funds = (*policy.funds, *homes.values())
    left = dict.fromkeys(funds, sum(line.fen for line in lines))
    if present(top["left_fen"]):
        reader.declared_in(top["left_fen"], "left_fen", funds)
        left = _by_key(reader, top["left_fen"], "left_fen", funds)
    birth_on = reader.day(top["birth_on"], "birth_on") if _known(top["birth_on"]) else None
    if birth_on is not None and date.min < service_on < birth_on:  # of a day that could not be read that was told
        reader.wrong("birth_on", "not-born")
    case = Case(
        service_on=service_on,
        sitting=sitting,
        lines=lines,
        birth_on=birth_on,
        facts=facts,
        used=_used(reader, top["used"], policy, service_on, sitting),
        left=left,
        promised_fen=_fen(reader, top["promised_fen"], "promised_fen") if _known(top["promised_fen"]) else None,
        homes=homes,
        **_circumstances(reader, top, policy),
    )
    if reader.mistakes:
        raise CaseInvalid(reader.mistakes, case_id)
    return case


def _line(reader: Reader, value: object, path: str) -> Line:
    found = reader.fields(value, path, ("kind", "fen"))
    kind = reader.option(found["kind"], f"{path}.kind", LINE_KINDS)
    return Line(kind, _fen(reader, found["fen"], f"{path}.fen"))


def _circumstances(reader: CaseReader, top: Mapping[str, object], policy: Policy) -> dict[str, Any]:
    """Where and how it is eaten; what is left out keeps the value it has in `Case`."""
    found: dict[str, Any] = {}
    if present(top["eating"]):
        found["eating"] = read_place(reader, top["eating"], "eating")
    for name in ("canteen", "package"):
        if present(top[name]):
            found[name] = reader.key(top[name], name)
    if present(top["mode"]):
        found["mode"] = reader.option(top["mode"], "mode", MODES)
    if _known(top["distance_m"]):
        found["distance_m"] = reader.whole(top["distance_m"], "distance_m", least=0, most=_MOST_METRES)
    if present(top["portions"]):
        found["portions"] = reader.whole(top["portions"], "portions", least=1, most=_MOST_USES)
    if present(top["wallet"]):
        found["wallet"] = _wallet(reader, top["wallet"], policy)
    refs = reader.items(top["lapsed"], "lapsed", most=_MOST_FACTS)
    return {**found, "lapsed": frozenset(reader.included(ref, path, policy.includes) for path, ref in refs)}


def _homes(reader: CaseReader, value: object) -> dict[tuple[str, str], str]:
    """Funds by "region/role": {"zengcheng/meals": "zengcheng"}."""
    homes = {}
    for written, fund in value.items() if isinstance(value, dict) else ():
        path = join("homes", written)
        homes[reader.home(written, path)] = reader.key(fund, path)
    if present(value) and not isinstance(value, dict):
        reader.wrong("homes", "not-an-object")
    return homes


def _wallet(reader: CaseReader, value: object, policy: Policy) -> dict[str, Holding]:
    """What she holds of the document's products: {"topup": {"own_fen": 30000, "bonus_fen": 20000}}, {"uses": 1}."""
    products = [product.id for product in policy.products]
    reader.declared_in(value, "wallet", products)
    held = reader.fields(value, "wallet", (), products)
    wallet = {}
    for name, written in held.items():
        if present(written):
            found = reader.fields(written, f"wallet.{name}", (), Holding._fields)
            wallet[name] = Holding(
                **{key: _fen(reader, part, f"wallet.{name}.{key}") for key, part in found.items() if present(part)}
            )
    return wallet


def _used(
    reader: CaseReader, value: object, policy: Policy, service_on: date, sitting: str
) -> dict[tuple[str, str], dict[int, int]]:
    """How often each limit was used before in the period this meal falls in, and for how much: 2, or both by name."""
    limits = [limit.id for limit in policy.limits]
    reader.declared_in(value, "used", limits)
    found = reader.fields(value, "used", (), limits)
    used = {}
    for limit in policy.limits:
        written = found[limit.id]
        if not present(written):
            continue
        times, fen = _use(reader, written, f"used.{limit.id}")
        counted = dict.fromkeys(range(1, times + 1), 0)
        if times:
            counted[1] = fen
        used[limit.id, period_of(limit.per, service_on, sitting)] = counted
    return used


def _use(reader: Reader, value: object, path: str) -> tuple[int, int]:
    if not isinstance(value, dict):
        return reader.whole(value, path, least=0, most=_MOST_USES), 0
    found = reader.fields(value, path, ("count", "fen"))
    times = reader.whole(found["count"], f"{path}.count", least=1, most=_MOST_USES)
    return times, _fen(reader, found["fen"], f"{path}.fen")


def _by_key(reader: Reader, value: object, path: str, known: Sequence[str]) -> dict[str, int]:
    found = reader.fields(value, path, (), known)
    return {key: _fen(reader, part, f"{path}.{key}") for key, part in found.items() if present(part)}


def _fen(reader: Reader, value: object, path: str) -> int:
    return reader.whole(value, path, least=0, most=_MOST_FEN)


def _known(value: object) -> bool:
    return present(value) and value is not None


def _words(reason: Reason, policy: Policy) -> dict[str, object]:
    return {"zh": explain(reason, policy, "zh"), "en": explain(reason, policy, "en")}
