"""The simulation's log says of each of its numbers what was set and what came."""

from datetime import date, timedelta

from kiosk.operations.demo.tally import Tally

MONDAY = date(2026, 11, 16)


def test_what_was_set_stands_beside_what_came() -> None:
    tally = Tally()
    for step in range(8):
        tally.note_day(MONDAY + timedelta(days=step))
    tally.visits_on.update({0: 60, 6: 21})
    tally.decisions.update(served=180, repeat=6, quarantined=14)
    tally.came.update(visits=200, sittings=40, walk_in=180, ordered_ahead=20, orders=25, no_show=5, by_name=4, qr=15)
    tally.came.update(visits_with_code=50, served_online=150, repeat=6, void=3, second=0, unknown_card=2, offline=1)
    tally.came.update(served_at_drawers=120, cash=9, drawers_with_cash=4, difference=1, evenings=20, forgotten=1)
    tally.came.update(drawers=30, counted=29, cash_fen=123450, handed_back=2)
    tally.came.update(late=11, next_month=6, held=3, replaced=1, eaten_twice=2)
    assert list(tally.lines()) == [
        "check-ins 200: quarantined 14, repeat 6, served 180",
        "visits 200 in 40 sittings, walk-ins 180: set 93 % → 90.0 %",
        "set beside: dinner 35 % of lunch, 170 regulars for 100 at the best lunch, "
        "canteens by size 125, 110, 100, 95, 90, 80 %",
        "visits a day, set as percent of the best day → came: "
        "Mon 100 → 30.0, Tue 98 → 0.0, Wed 100 → 0.0, Thu 97 → 0.0, Fri 99 → 0.0, Sat 82 → 0.0, Sun 74 → 21.0",
        "ordered the day before; all others walk in: set 7 % → 20 of 200 visits (10.0 %)",
        "ordered and did not come: set 6 % → 5 of 25 orders (20.0 %)",
        "without a card, found by name at the counter: set 2 % → 4 of 200 visits (2.0 %)",
        "the printed code instead of the card, by who has one: set 30 % → 15 of 50 visits with code (30.0 %)",
        "the card held up once more: set 3 % → 6 of 150 served online (4.0 %)",
        "undone at the counter: set 1 % → 3 of 150 served online (2.0 %)",
        "a second portion to take home: set 1 % → 0 of 150 served online (0.0 %)",
        "a card nobody issued: set 5 % → 2 of 40 sittings (5.0 %)",
        "the device loses its network until after closing: set 3 % → 1 of 40 sittings (2.5 %)",
        "pays in cash, and then all that she owes: set 6 % → 9 of 120 served at drawers (7.5 %)",
        "what is counted is not what should be there: set 25 % → 1 of 4 drawers with cash (25.0 %)",
        "left open overnight, and counted by the manager: set 2 % → 1 of 20 evenings (5.0 %)",
        "cash drawers: 30 opened, 29 counted, 1234.50 yuan taken; handed back to 2",
        "a spare device found late: set 3 meals at one of 2 canteens → 6 for a month already handed in; "
        "with devices off line late in all 11",
        "held: set a pot for the very old of 5 days → 3 meals",
        "eaten twice: set 2 cards shown at two canteens in one sitting → 2 meals held",
        "a card lost: set after 12 days → 1 replaced",
    ]


def test_a_town_in_which_nothing_happened_yet_says_so() -> None:
    said = list(Tally().lines())
    assert said[1] == "visits 0 in 0 sittings, walk-ins 0: set 93 % → – %"
    assert said[4] == "ordered the day before; all others walk in: set 7 % → 0 of 0 visits (– %)"
