"""The staff strip: closed to everyone without a PIN; undo and second portion go through the same queue (U6, U10)."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import KioskPage

CARD = "60010001"
UNKNOWN = "99999999"


def row(kiosk: KioskPage, name: str) -> Locator:
    return kiosk.page.locator(".row", has_text=name)


def served_and_unlocked(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("done")
    kiosk.settled()
    kiosk.unlock()
    expect(row(kiosk, "张*三")).to_have_count(1)


def test_without_the_pin_the_strip_shows_nobody(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan(CARD)
    kiosk.shows("done")
    kiosk.passes(5001)
    kiosk.unlock("1111")
    expect(kiosk.page.get_by_text("口令不对，请再输一次")).to_be_visible()
    expect(kiosk.page.locator("[data-part=desk]")).to_be_hidden()
    assert kiosk.page.locator(".row").count() == 0
    assert "张*三" not in kiosk.page.locator("body").inner_html()
    assert "/today" not in kiosk.wire.asked


def test_the_pin_opens_it_and_is_kept_nowhere(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    expect(row(kiosk, "张*三")).to_contain_text("已用餐 · 4元")
    assert kiosk.reads("served-count") == "1"
    assert kiosk.reads("waiting-count") == "0"
    assert kiosk.reads("list-age") == "刚刚更新"
    assert "2468" not in kiosk.stored() + kiosk.page.content()
    assert "staff-token" not in kiosk.stored()


def test_it_locks_by_itself_when_nobody_touches_it(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    kiosk.passes(55_000)
    kiosk.page.locator(".figures").click()
    kiosk.passes(6_000)
    expect(kiosk.page.locator("[data-part=desk]")).to_be_visible()
    kiosk.passes(54_500)
    expect(kiosk.page.locator("[data-part=desk]")).to_be_hidden()
    assert kiosk.page.locator(".row").count() == 0


def test_it_does_not_open_without_the_server(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.wire.network = "cut"
    kiosk.unlock()
    expect(kiosk.page.get_by_text("连不上网络，暂时不能解锁")).to_be_visible()
    expect(kiosk.page.locator("[data-part=desk]")).to_be_hidden()


def test_undo_is_one_tap_and_an_attempt_of_its_own(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    (meal,) = kiosk.wire.served()
    row(kiosk, "张*三").get_by_role("button", name="撤销").click()
    expect(row(kiosk, "张*三")).to_have_attribute("data-decision", "voided")
    kiosk.settled()
    *_, undo = (kept["item"] for kept in kiosk.wire.check_ins.values())
    assert (undo["kind"], undo["of"], undo["staff"], undo["sequence"]) == ("void", meal["id"], "staff-token", 2)
    assert undo["id"] != meal["id"]
    assert kiosk.wire.served() == []


def test_after_an_undo_the_same_card_is_new_again(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    row(kiosk, "张*三").get_by_role("button", name="撤销").click()
    expect(row(kiosk, "张*三")).to_have_attribute("data-decision", "voided")
    kiosk.passes(5001)
    kiosk.wire.network = "hanging"  # what shows now comes from the device alone
    kiosk.scan(CARD)
    kiosk.shows("done")
    expect(kiosk.page.locator("[data-part=share]")).to_have_text("4元")


def test_a_second_portion_names_the_elder_and_charges_no_promise(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    row(kiosk, "张*三").get_by_role("button", name="再来一份").click()
    expect(kiosk.page.get_by_text("已加一份")).to_be_visible()
    kiosk.settled()
    *_, second = (kept["item"] for kept in kiosk.wire.check_ins.values())
    assert (second["kind"], second["elder"]) == ("second", kiosk.wire.diners[CARD].elder)
    assert (second["presented"], second["promise"]) == (None, None)


def test_two_hasty_taps_are_one_undo(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    kiosk.wire.network = "hanging"
    undo = row(kiosk, "张*三").get_by_role("button", name="撤销")
    undo.click()
    expect(undo).to_be_disabled()
    undo.click(force=True)
    assert [kept["kind"] for kept in kiosk.queue()] == ["void"]


def test_an_undo_without_network_waits_in_the_queue(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    kiosk.wire.network = "cut"
    row(kiosk, "张*三").get_by_role("button", name="撤销").click()
    expect(kiosk.page.locator("[data-part=note-link]")).to_be_visible()
    expect(kiosk.page.locator("[data-part=waiting-count]")).to_have_text("1")
    (kept,) = kiosk.queue()
    kiosk.wire.network = "up"
    kiosk.passes(1001)
    kiosk.settled()
    assert kiosk.sent()[-1] == kept["id"]
    assert kiosk.wire.served() == []


def test_staff_read_why_somebody_was_sent_to_them(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    kiosk.scan(UNKNOWN)
    kiosk.shows("ask")
    assert "没有这张卡" not in kiosk.page.locator(".stage").inner_text()
    kiosk.unlock()
    expect(kiosk.page.locator(".trouble")).to_have_count(1)
    expect(kiosk.page.locator(".trouble")).to_contain_text("没有这张卡")
    expect(kiosk.page.locator("[data-part=badge]")).to_be_hidden()


def test_an_elder_is_served_while_the_strip_is_open(kiosk: KioskPage) -> None:
    served_and_unlocked(kiosk)
    kiosk.scan("60010002")
    kiosk.shows("done")
    expect(kiosk.page.locator(".stage [data-part=name]")).to_have_text("王*")
    expect(row(kiosk, "王*")).to_have_count(1)
