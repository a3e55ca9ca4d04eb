"""What an elder hears, and what staff read when she cannot (U4, K13)."""

from tests.browser.conftest import KioskPage
from tests.fakes.kiosk_wire import ORIGIN

CARD = "60010001"
UNKNOWN = "99999999"


def test_three_sounds_tell_the_outcomes_apart(kiosk: KioskPage) -> None:
    kiosk.open().ready()
    tunes = {}
    for code, screen in ((CARD, "done"), (UNKNOWN, "ask"), ("??", "again")):
        kiosk.scan(code)
        kiosk.shows(screen)
        kiosk.page.wait_for_function("() => window.heard.some((pitch) => pitch !== 880)")
        tunes[screen] = [pitch for pitch in kiosk.sounds() if pitch != 880]  # 880: "heard you"
        kiosk.passes(5001)
    assert tunes["done"] == sorted(set(tunes["done"]))  # rises
    assert tunes["ask"] == sorted(set(tunes["ask"]), reverse=True)  # falls
    assert len(set(tunes["again"])) == 1  # stays


def test_a_silenced_kiosk_says_so_to_staff_until_somebody_touches_it(kiosk: KioskPage) -> None:
    # Playwright's own questions count as gestures, so the page is asked past it, and its time is the real one
    kiosk.enrolled().page.goto(f"{ORIGIN}/kiosk/")
    asked = kiosk.page.context.new_cdp_session(kiosk.page)

    def note_becomes(hidden: bool) -> bool:
        look = """new Promise((resolve) => {
          let left = 250;
          const look = () => {
            const [note] = document.querySelectorAll("[data-part=note-sound]");
            const seen = document.body.dataset.screen !== "starting" && note.hidden === HIDDEN;
            if (seen || left-- === 0) resolve(seen); else setTimeout(look, 20);
          };
          look();
        })"""
        expression = look.replace("HIDDEN", "true" if hidden else "false")
        answer = asked.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
        return bool(answer["result"]["value"])

    assert note_becomes(hidden=False)
    kiosk.page.reload()
    assert note_becomes(hidden=False)
    kiosk.scan(CARD)  # a reader's keys are keys: the browser takes them for a person
    assert note_becomes(hidden=True)
