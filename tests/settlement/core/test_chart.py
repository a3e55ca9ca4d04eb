"""The chart of accounts: every address a function writes is read back, nothing else is an address."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.month import Month
from settlement.core import chart
from settlement.core.chart import Address, BadAddress, Kind, Side, kind_of, normal_side, parse_address

CANTEEN = UUID("01890000-0000-7000-8000-00000000000c")
ELDER = UUID("01890000-0000-7000-8000-00000000000e")
MONTH = Month(2026, 11)
C, E = str(CANTEEN), str(ELDER)


@pytest.mark.parametrize(
    ("written", "address", "read", "side"),
    [
        (chart.earned(CANTEEN), f"canteen/{C}/earned", Address(Kind.EARNED, "canteen", C), Side.CREDIT),
        (chart.borne(CANTEEN), f"canteen/{C}/borne", Address(Kind.BORNE, "canteen", C), Side.DEBIT),
        (chart.suspense(CANTEEN), f"canteen/{C}/suspense", Address(Kind.SUSPENSE, "canteen", C), Side.DEBIT),
        (chart.due(ELDER), f"elder/{E}/due", Address(Kind.DUE, "elder", E), Side.DEBIT),
        (chart.cash(ELDER), f"shift/{E}/cash", Address(Kind.CASH, "shift", E), Side.DEBIT),
        (chart.source("town"), "fund/town/source", Address(Kind.SOURCE, "fund", "town"), Side.DEBIT),
        (chart.free("town"), "fund/town/free", Address(Kind.FREE, "fund", "town"), Side.CREDIT),
        (chart.returned("town"), "fund/town/returned", Address(Kind.RETURNED, "fund", "town"), Side.CREDIT),
        (
            chart.allotted("nanxun-joint", CANTEEN, MONTH),
            f"fund/nanxun-joint/allotted/{C}/2026-11",
            Address(Kind.ALLOTTED, "fund", "nanxun-joint", CANTEEN, MONTH),
            Side.CREDIT,
        ),
        (
            chart.reserved("town", CANTEEN, MONTH),
            f"fund/town/reserved/{C}/2026-11",
            Address(Kind.RESERVED, "fund", "town", CANTEEN, MONTH),
            Side.CREDIT,
        ),
        (
            chart.advanced("host", "home", CANTEEN, MONTH),
            f"fund/host/advanced/home/{C}/2026-11",
            Address(Kind.ADVANCED, "fund", "host", CANTEEN, MONTH, "home"),
            Side.DEBIT,
        ),
        (
            chart.owed("home", "host", CANTEEN, MONTH),
            f"fund/home/owed/host/{C}/2026-11",
            Address(Kind.OWED, "fund", "home", CANTEEN, MONTH, "host"),
            Side.CREDIT,
        ),
    ],
)
def test_an_address(written: str, address: str, read: Address, side: Side) -> None:
    assert written == address
    assert parse_address(address) == read
    assert (kind_of(address), normal_side(address)) == (read.kind, side)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "earned",
        f"canteen/{C}",
        f"canteen/{C}/due",
        f"canteen/{C}/earned/",
        f"canteen/{C}/earned/2026-11",
        f"canteen/{C.upper()}/earned",
        f"canteen/{C[:-1]}/earned",
        f"elder/{E}/earned",
        f"elder/{E}/due\n",
        "fund/Town/free",
        "fund/a_b/free",
        "fund//free",
        "fund/town/allotted",
        f"fund/town/allotted/{C}",
        f"fund/town/allotted/{C}/2026-13",
        f"fund/town/allotted/{C}/2026-11/x",
        f"fund/town/free/{C}/2026-11",
        "fund/town/advanced",
        f"fund/town/advanced/{C}/2026-11",
        f"fund/town/advanced/town/{C}/2026-11",
        f"fund/town/owed/Home/{C}/2026-11",
        f"fund/town/owed/home/{C}",
        f"wallet/{E}/due",
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(text)


@given(st.text(alphabet="canteenfud/-019\n", max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = parse_address(text)
    except BadAddress:
        return
    assert text.startswith(f"{found.owner_type}/{found.owner}/{found.kind}")


@pytest.mark.parametrize("key", ["", "Town", "a/b", "a b", "-a", "town\n"])
def test_a_funds_key_cannot_break_the_grammar(key: str) -> None:
    with pytest.raises(BadAddress):
        chart.free(key)
