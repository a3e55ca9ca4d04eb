"""The elder's screen: a scan is an answer at once, whatever the network does, and exactly one check-in."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KioskPage
from tests.fakes.kiosk_wire import meal, proof_of

CARD = "60010001"
OTHER = "60010002"
UNLISTED = "60010003"
BLOCKED = "60010004"
UNKNOWN = "99999999"


def test_a_card_is_answered_from_the_list_and_confirmed_by_the_server(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert (kiosk.reads("name"), kiosk.reads("share")) == ("张*三", "4元")
    expect(kiosk.page.get_by_text("好了，请用餐")).to_be_visible()
    kiosk.settled()
    (item,) = (kept["item"] for kept in kiosk.wire.served())
    assert item["promise"] == {"fen": 400, "list": kiosk.wire.price_list()["list_id"], "proof": proof_of(CARD)}
    assert item["meal"] == kiosk.wire.meals[0]["id"]
    assert (item["kind"], item["presented"], item["sequence"]) == ("present", CARD, 1)


def test_the_screen_changes_in_the_very_moment_of_the_last_key(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    shown = kiosk.page.evaluate(
        """(keys) => {
          for (const key of keys) window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
          return document.body.dataset.screen;
        }""",
        [*CARD, "Enter"],
    )
    assert shown == "busy"  # before any promise, timer or request had a turn (U5)
    kiosk.shows("done")


def test_the_same_card_again_looks_done_and_costs_nothing(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("done")
    kiosk.passes(3000)
    kiosk.scan(CARD)
    expect(kiosk.page.get_by_text("已经登记过了，请用餐")).to_be_visible()
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=share]")).to_be_hidden()
    kiosk.settled()
    assert [kept["decision"] for kept in kiosk.wire.check_ins.values()] == ["served", "repeat"]
    assert [kept["item"]["promise"] is None for kept in kiosk.wire.check_ins.values()] == [False, True]


def test_a_repeat_only_the_server_knows_of_takes_the_price_off_the_screen(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    first = {"id": "at-another-kiosk", "kind": "present", "presented": CARD, "promise": None}
    kiosk.wire.receipt(first)
    kiosk.scan(CARD)
    expect(kiosk.page.get_by_text("已经登记过了，请用餐")).to_be_visible()
    expect(kiosk.page.locator("[data-part=share]")).to_be_hidden()


def test_she_never_pays_more_than_the_screen_said(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "hanging"
    kiosk.scan(CARD)
    kiosk.shows("done")
    kiosk.wire.diners[CARD].fen = 300
    kiosk.wire.release()
    expect(kiosk.page.locator("[data-part=share]")).to_have_text("3元")


def test_an_elder_who_is_not_listed_waits_for_the_server(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "hanging"
    kiosk.scan(UNLISTED)
    kiosk.shows("busy")
    kiosk.wire.release()
    kiosk.shows("done")
    assert kiosk.reads("share") == "4元"


@pytest.mark.parametrize("code", [UNKNOWN, BLOCKED])
def test_what_the_server_doubts_goes_to_staff_and_frees_the_screen_in_two_seconds(kiosk: KioskPage, code: str) -> None:
    kiosk.open().ready()
    kiosk.scan(code)
    kiosk.shows("ask")
    expect(kiosk.page.locator("[data-part=badge]")).to_have_text("1")
    kiosk.passes(1999)
    kiosk.shows("ask")
    kiosk.passes(2)
    kiosk.shows("waiting")
    kiosk.settled()
    assert len(kiosk.wire.check_ins) == 1


def test_without_price_and_answer_it_is_staff_after_two_seconds_and_the_attempt_is_kept(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "hanging"
    kiosk.scan(UNLISTED)
    kiosk.shows("busy")
    (kept,) = kiosk.queue()
    kiosk.passes(2001)
    kiosk.shows("ask")
    kiosk.wire.release()
    kiosk.shows("done")  # the answer came while she stood there
    kiosk.settled()
    assert kiosk.sent() == [kept["id"]]


@pytest.mark.parametrize("network", ["cut", "lost"])
def test_a_broken_network_shows_the_promise_and_ends_in_one_check_in(kiosk: KioskPage, network: str) -> None:
    kiosk.open().ready()
    kiosk.wire.network = network
    kiosk.scan(CARD)
    kiosk.shows("done")
    assert kiosk.reads("share") == "4元"
    expect(kiosk.page.locator("[data-part=note-link]")).to_be_visible()
    (kept,) = kiosk.queue()
    kiosk.wire.network = "up"
    kiosk.passes(1001)  # the first retry
    kiosk.settled()
    kiosk.shows("done")
    assert list(kiosk.wire.check_ins) == [kept["id"]]
    assert set(kiosk.sent()) == {kept["id"]}
    expect(kiosk.page.locator("[data-part=note-link]")).to_be_hidden()


@pytest.mark.parametrize("network", ["up", "cut", "lost", "hanging"])
def test_a_page_killed_in_the_middle_sends_the_same_id_once_more(kiosk: KioskPage, network: str) -> None:
    kiosk.open().ready()
    kiosk.wire.network = network
    with kiosk.page.expect_request("**/check-ins"):
        kiosk.scan(CARD)
    kiosk.shows("done")
    if network == "up":
        kiosk.settled()
    elif network != "hanging":
        expect(kiosk.page.locator("[data-part=note-link]")).to_be_visible()
    waiting = [kept["id"] for kept in kiosk.queue()]
    assert len(waiting) == (0 if network == "up" else 1)
    kiosk.wire.batches.clear()
    kiosk.killed_and_started_anew()
    kiosk.settled()
    assert kiosk.sent() == waiting
    assert len(kiosk.wire.served()) == 1
    assert waiting in ([], list(kiosk.wire.check_ins))


def test_the_next_person_need_not_wait_for_the_last_result(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "hanging"
    with kiosk.page.expect_request("**/check-ins"):  # alone in its batch: the next one would travel with it
        kiosk.scan(UNLISTED)
    kiosk.shows("busy")
    kiosk.scan(OTHER)
    kiosk.shows("done")
    assert kiosk.reads("name") == "王*"
    kiosk.wire.release(then="hanging")  # the first answer is here, the second not yet
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text("1")
    assert (kiosk.reads("name"), kiosk.reads("share")) == ("王*", "3.5元")
    kiosk.wire.release()
    kiosk.settled()
    assert [kept["decision"] for kept in kiosk.wire.check_ins.values()] == ["served", "served"]


def test_a_result_clears_after_five_seconds(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("done")
    kiosk.passes(4999)
    kiosk.shows("done")
    kiosk.passes(2)
    kiosk.shows("waiting")
    assert kiosk.page.locator("[data-part=name]").text_content() == ""


def test_a_card_held_to_the_reader_counts_once_in_three_seconds(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    for _ in range(5):
        kiosk.scan(CARD)
        kiosk.passes(500)
    kiosk.passes(499)
    kiosk.scan(CARD)
    kiosk.settled()
    assert len(kiosk.wire.check_ins) == 1
    kiosk.passes(1)
    kiosk.scan(CARD)
    expect(kiosk.page.locator("body")).to_have_attribute("data-repeat", "yes")


def test_a_choice_of_meals_takes_one_touch_and_waits_for_the_server(kiosk: KioskPage) -> None:
    kiosk.wire.meals.append(meal("清淡套餐", "清蒸鱼"))
    kiosk.wire.diners[CARD].listed = False  # with a choice the list promises nothing
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("choosing")
    assert kiosk.queue() == []
    kiosk.page.get_by_role("button", name="清淡套餐").click()
    kiosk.shows("done")
    kiosk.settled()
    (item,) = (kept["item"] for kept in kiosk.wire.served())
    assert (item["meal"], item["promise"]) == (kiosk.wire.meals[1]["id"], None)


def test_a_choice_nobody_makes_is_left_to_staff(kiosk: KioskPage) -> None:
    kiosk.wire.meals.append(meal("清淡套餐", "清蒸鱼"))
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("choosing")
    kiosk.passes(15001)
    kiosk.shows("waiting")
    assert kiosk.queue() == []
    expect(kiosk.page.locator("[data-part=badge]")).to_have_text("1")


def test_nothing_kept_or_shown_names_a_person(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "cut"
    kiosk.scan(CARD)
    kiosk.shows("done")
    everything = kiosk.stored() + kiosk.page.content()
    assert "张*三" in everything
    assert CARD in everything  # in the queue, and only there
    for secret in ("张小三", "330502194001011234", "full_name", "id_number"):
        assert secret not in everything
