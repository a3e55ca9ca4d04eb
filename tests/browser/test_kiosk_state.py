"""The pure parts of the page, run as the browser runs them: what follows what on the elder's screen, in numbers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.fakes.kiosk_wire import ORIGIN, Shells, Wire

Call = Callable[..., Any]
Step = dict[str, Any]


@pytest.fixture(scope="module")
def call(browser: Browser, pages: Shells) -> Iterator[Call]:
    """Call what a module exports: call("state.js", "reduce", …)."""
    context = browser.new_context()
    context.route("**/*", Wire(shells=pages).route)
    page = context.new_page()
    page.goto(f"{ORIGIN}/kiosk/enrol")
    source = "async ([file, name, args]) => (await import(`/static/kiosk/${file}`))[name](...args)"
    yield lambda file, name, *args: page.evaluate(source, [file, name, args])
    context.close()


@pytest.fixture
def play(call: Call) -> Callable[[list[Step]], list[Step]]:
    """Feed events to the reducer and return every state in between."""

    def through(events: list[Step]) -> list[Step]:
        states = [
            {"screen": "waiting", "turn": 0, "id": None, "name": None, "fen": None, "repeat": False, "dueMs": None}
        ]
        for event in events:
            states.append(call("state.js", "reduce", states[-1], event))
        return states[1:]

    return through


def scanned(at_ms: int) -> Step:
    return {"type": "scanned", "atMs": at_ms}


def stored(turn: int, at_ms: int, *, fen: int | None = None, repeat: bool = False) -> Step:
    promise = None if fen is None else {"fen": fen, "list": "l"}
    name = None if fen is None and not repeat else "张*三"
    return {
        "type": "stored",
        "turn": turn,
        "id": f"a{turn}",
        "promise": promise,
        "name": name,
        "repeat": repeat,
        "atMs": at_ms,
    }


def receipt(turn: int, at_ms: int, screen: str = "done", *, fen: int | None = None, decision: str = "served") -> Step:
    body = {"id": f"a{turn}", "screen": screen, "decision": decision, "name": "张*三", "elder_fen": fen}
    return {"type": "receipt", "receipt": body, "atMs": at_ms}


def tick(at_ms: int) -> Step:
    return {"type": "tick", "atMs": at_ms}


@pytest.mark.parametrize(
    ("events", "screens"),
    [
        ([scanned(0), stored(1, 10, fen=400), tick(5009), tick(5010)], ["busy", "done", "done", "waiting"]),
        ([scanned(0), stored(1, 10, repeat=True)], ["busy", "done"]),
        ([scanned(0), stored(1, 10), tick(1999), tick(2000), tick(4000)], ["busy", "busy", "busy", "ask", "waiting"]),
        ([scanned(0), stored(1, 10), receipt(1, 500, fen=400)], ["busy", "busy", "done"]),
        ([scanned(0), stored(1, 10), receipt(1, 500, "ask")], ["busy", "busy", "ask"]),
        ([scanned(0), stored(1, 10), receipt(1, 500, "again")], ["busy", "busy", "again"]),
        ([scanned(0), stored(1, 10), tick(2000), receipt(1, 2100, fen=400)], ["busy", "busy", "ask", "done"]),
        ([scanned(0), stored(1, 10, fen=400), receipt(1, 900, "ask")], ["busy", "done", "ask"]),
        ([scanned(0), {"type": "unstored", "turn": 1, "atMs": 9}], ["busy", "ask"]),
        ([scanned(0), scanned(100), stored(1, 120, fen=400)], ["busy", "busy", "busy"]),
        ([{"type": "unreadable", "atMs": 0}, tick(4999), tick(5000)], ["again", "again", "waiting"]),
        (
            [scanned(0), {"type": "offered", "turn": 1, "atMs": 5}, {"type": "unreadable", "atMs": 9}],
            ["busy"] + ["choosing"] * 2,
        ),
        ([scanned(0), {"type": "offered", "turn": 1, "atMs": 5}, tick(15005)], ["busy", "choosing", "waiting"]),
        ([receipt(1, 5, "ask")], ["waiting"]),
        (
            [scanned(0), stored(1, 1), scanned(9), stored(2, 10, fen=400), receipt(1, 20, "ask")],
            ["busy"] * 3 + ["done"] * 2,
        ),
    ],
)
def test_what_the_screen_shows_next(
    play: Callable[[list[Step]], list[Step]], events: list[Step], screens: list[str]
) -> None:
    assert [state["screen"] for state in play(events)] == screens


@pytest.mark.parametrize(
    ("promised", "decided", "shown"),
    [(400, 400, 400), (400, 300, 300), (400, 900, 400), (400, None, 400), (None, 900, 900), (0, 400, 0)],
)
def test_the_share_shown_never_rises_above_the_promise(
    play: Callable[[list[Step]], list[Step]], promised: int | None, decided: int | None, shown: int
) -> None:
    *_, last = play([scanned(0), stored(1, 10, fen=promised), receipt(1, 99, fen=decided)])
    assert (last["screen"], last["fen"], last["name"]) == ("done", shown, "张*三")


def test_a_repeat_shows_no_money_even_after_a_promise(play: Callable[[list[Step]], list[Step]]) -> None:
    *_, last = play([scanned(0), stored(1, 10, fen=400), receipt(1, 99, fen=400, decision="repeat")])
    assert (last["screen"], last["fen"], last["repeat"]) == ("done", None, True)


def test_a_result_is_told_in_full_before_the_next_name(play: Callable[[list[Step]], list[Step]]) -> None:
    *_, last = play([scanned(0), stored(1, 10, fen=400), scanned(50)])
    assert (last["name"], last["fen"], last["id"], last["turn"]) == (None, None, None, 2)


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0"), (5, "0.05"), (50, "0.5"), (400, "4"), (350, "3.5"), (1205, "12.05"), (100000, "1000")]
)
def test_money_is_written_without_needless_zeros(call: Call, fen: int, text: str) -> None:
    assert call("screens.js", "yuan", fen) == text


@pytest.mark.parametrize(
    ("presented", "code"),
    [
        (" 60010001 ", "60010001"),
        ("ab12cd", "AB12CD"),
        ("NC1:", None),
        ("NC1:!!", None),
        ("NC1:BB8", None),
        (
            "NC1:W50700100KB0*M0DY0W016C1PN1:Y1 $4HX5EMI/D4M17FGM8:RF7S7QO3Q2G*I7"
            "LD92FS7U3ZJ/LI+ELF41RON8S3:U29/8E+LL6G8$2DQD2Q8H2PL+C206MRQGT2VUQQH1",
            "000102030405060708090a0b0c0d0e0f",
        ),
    ],
)
def test_a_scan_is_looked_up_by_number_or_card_id(call: Call, presented: str, code: str | None) -> None:
    assert call("roster.js", "codeOf", presented) == code


def test_ids_are_uuid7_of_the_moment_and_never_the_same(call: Call) -> None:
    ids = [call("ids.js", "newId", 0x0195_F000_1234) for _ in range(50)]
    assert len(set(ids)) == 50
    for made in ids:
        assert made.startswith("0195f000-1234-7")
        assert made[19] in "89ab"
