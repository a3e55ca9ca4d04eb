"""The worked examples and the chart in docs/ledger.md, compared with what the program books."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from canteen.core.money import parse_yuan
from canteen.core.month import Month
from settlement.core import chart, journal
from settlement.core.case import Line
from settlement.core.journal import Contributor, Transfers
from settlement.core.netting import Due, net_of, settled
from settlement.core.outsiders import outsider_split
from settlement.core.payables import Joint, taken_over
from settlement.core.shares import Advance, Reason, Share, Split
from tests.house.source import ROOT

DOCUMENT = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
CANTEEN, ELDER, SHIFT = (UUID(f"01930000-0000-7000-8000-00000000000{number}") for number in (1, 2, 3))
STANDS_FOR = {"CANTEEN": CANTEEN, "ELDER": ELDER, "SHIFT": SHIFT}
MONTH = Month(2026, 11)


@dataclass
class Step:
    """One event of an example and the transfers the page prints below it."""

    said: str
    transfers: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class Example:
    """One block of the page."""

    title: str
    steps: list[Step] = field(default_factory=list)
    balances: dict[str, int] = field(default_factory=dict)


def address(text: str) -> str:
    return re.sub("|".join(STANDS_FOR), lambda name: str(STANDS_FOR[name.group()]), text)


def fen(text: str) -> int:
    return -parse_yuan(text[1:]) if text.startswith("-") else parse_yuan(text)


def examples() -> list[Example]:
    found = []
    for part in re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]:
        title = part.splitlines()[0]
        for number, block in enumerate(re.findall(r"^```ledger\n(.*?)^```", part, re.MULTILINE | re.DOTALL), start=1):
            found.append(read(f"{title} {number}", block))
    return found


def read(title: str, block: str) -> Example:
    example, totals = Example(title), False
    for line in block.splitlines():
        words = line.split()
        if line.startswith("> "):
            example.steps.append(Step(line[2:]))
        elif line == "= balances":
            totals = True
        elif totals:
            example.balances[address(words[0])] = fen(words[1])
        else:
            debit, credit, yuan = words
            example.steps[-1].transfers.append((address(debit), address(credit), fen(yuan)))
    return example


def pairs(text: str) -> list[tuple[str, str]]:
    """Take `a 1, b 2` apart."""
    return [(name, number) for name, number in (item.split() for item in text.split(", "))]


def contributors(text: str) -> list[Contributor]:
    return [Contributor(key, int(weight)) for key, weight in pairs(text)]


def meal(said: str, advances: tuple[Advance, ...] = (), kept: journal.Drawn | None = None) -> Transfers:
    shares = tuple(Share(payer, "layer", 0, fen(yuan), Reason("example")) for payer, yuan in pairs(said))
    paid = {share.payer: share.fen for share in shares}
    draws = {payer.removeprefix("fund:"): part for payer, part in paid.items() if payer.startswith("fund:")}
    split = Split(shares, paid.get("elder", 0), (), draws, paid.get("suspense", 0), (), advances)
    return journal.meal(split, CANTEEN, ELDER, MONTH, kept or {})


def late_meal(month: str, said: str) -> Transfers:
    earned = chart.earned(CANTEEN)
    accounts = ((journal.payer_account(payer, CANTEEN, ELDER, Month.parse(month)), part) for payer, part in pairs(said))
    return tuple(journal.Transfer(account, earned, fen(part)) for account, part in accounts)


def meal_anew(said: str, kept: str, month: str) -> Transfers:
    stays = {(payer.removeprefix("fund:"), Month.parse(month)): fen(yuan) for payer, yuan in pairs(kept)}
    return meal(said, kept=stays)


def visitor_meal(said: str, home: str, yuan: str) -> Transfers:
    host = pairs(said)[0][0].removeprefix("fund:")
    return meal(said, (Advance(host, home, fen(yuan)),))


def held_of_visitor(payer: str, yuan: str, home: str) -> Transfers:
    host = payer.removeprefix("fund:")
    borne = [(chart.advanced(host, home, CANTEEN, MONTH), fen(yuan)), (chart.due(ELDER), 1)]
    return (*moved(payer, yuan, journal.hold), *journal.advances_back(borne, host))


def settled_between(one: str, other: str, said: str) -> Transfers:
    keys = {one: other, other: one}
    parts = [part.split(" of ") for part in said.split(", ")]
    dues = [Due(by, keys[by], CANTEEN, MONTH, fen(yuan)) for yuan, by in parts]
    net = net_of([Advance(due.by, due.owed_by, due.fen) for due in dues], one, other)
    assert (net.debtor, net.creditor) == (one, other)
    return settled(dues, net.fen, [Contributor(one, 1)], [Contributor(other, 1)])


def moved(payer: str, yuan: str, move: Callable[[str, UUID, int], Transfers]) -> Transfers:
    return move(journal.payer_account(payer, CANTEEN, ELDER, MONTH), CANTEEN, fen(yuan))


def apportioned(key: str, of: list[Contributor], net_fen: int) -> Transfers:
    parts = Joint(key, tuple(of), (0,) * len(of)).parts(net_fen)
    return taken_over(key, parts, CANTEEN, MONTH, 0)


EVENTS: Mapping[str, Callable[..., Transfers]] = {
    r"meal (?!in |decided )(.+)": meal,
    r"meal in (\S+) (.+)": late_meal,
    r"meal decided anew (.+) with (.+) of (\S+)": meal_anew,
    r"visitor meal (.+) for (\S+) (\S+)": visitor_meal,
    r"held of a visitor (\S+) (\S+) for (\S+)": held_of_visitor,
    r"advanced by (\S+) for (\S+), counted later (\S+)": lambda by, home, yuan: journal.late_advance(
        chart.parse_address(chart.advanced(by, home, CANTEEN, MONTH)), MONTH.next(), fen(yuan)
    ),
    r"advanced by (\S+) for (\S+) (\S+)": lambda by, home, yuan: journal.advance(
        Advance(by, home, fen(yuan)), CANTEEN, MONTH
    ),
    r"settled between (\S+) and (\S+): (.+)": settled_between,
    r"cash taken (\S+)": lambda yuan: journal.tender_cash(ELDER, SHIFT, fen(yuan)),
    r"cash handed back (\S+)": lambda yuan: journal.hand_back_cash(ELDER, SHIFT, fen(yuan)),
    r"(guest|staff) meal (\S+)": lambda eater, yuan: journal.outsider_meal(
        outsider_split(eater, [Line("set", fen(yuan))]), CANTEEN
    ),
    r"guest cash taken (\S+)": lambda yuan: journal.tender_guest_cash(CANTEEN, SHIFT, fen(yuan)),
    r"guest cash handed back (\S+)": lambda yuan: journal.hand_back_guest_cash(CANTEEN, SHIFT, fen(yuan)),
    r"held (\S+) (\S+)": lambda payer, yuan: moved(payer, yuan, journal.hold),
    r"cleared to (\S+) (\S+)": lambda payer, yuan: moved(payer, yuan, journal.clearing),
    r"appropriated to (\S+) (\S+)": lambda key, yuan: journal.appropriation(key, fen(yuan)),
    r"allotted by (\S+) (\S+)": lambda key, yuan: journal.allotment(key, CANTEEN, MONTH, fen(yuan)),
    r"lapsed of (\S+) (\S+)": lambda key, yuan: journal.release(key, CANTEEN, MONTH, fen(yuan)),
    r"returned late to (\S+) (\S+)": lambda key, yuan: journal.late_return(key, CANTEEN, MONTH, fen(yuan)),
    r"allotted jointly by (\S+) (\S+) of (.+)": lambda key, yuan, of: journal.joint_allotment(
        key, contributors(of), CANTEEN, MONTH, fen(yuan)
    ),
    r"apportioned of (\S+) (\S+) to (.+)": lambda key, yuan, to: apportioned(key, contributors(to), fen(yuan)),
    r"lapsed jointly of (\S+) (\S+) to (.+)": lambda key, yuan, to: (
        *journal.joint_release(key, CANTEEN, MONTH, fen(yuan)),
        *(one for name, kept in pairs(to) for one in journal.reserve_release(name, CANTEEN, MONTH, fen(kept))),
    ),
}


def booked(said: str, before: list[Transfers]) -> Transfers:
    if said == "reversed":
        return journal.reversal(before[0])
    fits = [(event, found) for pattern, event in EVENTS.items() if (found := re.fullmatch(pattern, said))]
    assert len(fits) == 1, said
    event, found = fits[0]
    return event(*found.groups())


@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example.title))
def test_an_example_says_what_is_booked(example: Example) -> None:
    before: list[Transfers] = []
    for step in example.steps:
        before.append(booked(step.said, before))
        assert step.transfers == [tuple(transfer) for transfer in before[-1]], step.said
    assert example.balances == journal.balances([transfer for step in before for transfer in step])
    assert sum(example.balances.values()) == 0


def test_every_event_has_an_example() -> None:
    said = [step.said for example in examples() for step in example.steps]
    assert [pattern for pattern in EVENTS if not any(re.fullmatch(pattern, words) for words in said)] == []
    assert "reversed" in said


def test_the_chart_is_the_whole_chart() -> None:
    rows = re.findall(r"^\| `(\S+)` \| (debit|credit) \| .+ \|$", DOCUMENT, re.MULTILINE)
    sides = {address(text).replace("KEY", "charity"): side for text, side in rows}
    assert {chart.kind_of(text) for text in sides} == set(chart.Kind)
    assert {text: chart.normal_side(text).value for text in sides} == sides
