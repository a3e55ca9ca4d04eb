"""The simulation's numbers, each by its name: how people come, what they forget, what goes wrong."""

from dataclasses import dataclass
from datetime import time, timedelta
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Habit:
    """Something that happens in so many of a hundred cases; `of` names what is counted as a case."""

    key: str
    words: str
    percent: int
    of: str

    def happens(self, random: Random) -> bool:
        """Toss for one case."""
        return random.randrange(100) < self.percent


# --- how many come ---------------------------------------------------------------------------------------------------
# Of those who come on the best day, Monday to Sunday: on Saturdays and Sundays children visit, and cook.
WEEKDAY_PERCENT: Final = (100, 98, 100, 97, 99, 82, 74)
# How the canteens that serve every day differ in size, the main one first.
SIZE_PERCENT: Final = (125, 110, 100, 95, 90, 80)
# Canteens that open on two days of the week open on these, by turns (0 is Monday).
SPARSE_WEEKDAYS: Final = ((1, 4), (0, 3), (2, 4), (1, 3))
# Of those who come for lunch so many come for dinner, where dinner is cooked.
DINNER_PERCENT: Final = 35
# Regulars of a canteen for each who comes to its best lunch.
REGULARS_PERCENT: Final = 170
# What a visit makes beside its own check-in: repeats, voids, second portions, unknown cards.
BESIDE_PERCENT: Final = 6

# --- what happens at the door ----------------------------------------------------------------------------------------
ORDERED_AHEAD: Final = Habit("ordered_ahead", "ordered the day before; all others walk in", 7, "visits")
NO_SHOW: Final = Habit("no_show", "ordered and did not come", 6, "orders")
BY_NAME: Final = Habit("by_name", "without a card, found by name at the counter", 2, "visits")
QR: Final = Habit("qr", "the printed code instead of the card, by who has one", 30, "visits_with_code")
REPEAT: Final = Habit("repeat", "the card held up once more", 3, "served_online")
VOID: Final = Habit("void", "undone at the counter", 1, "served_online")
SECOND: Final = Habit("second", "a second portion to take home", 1, "served_online")
UNKNOWN_CARD: Final = Habit("unknown_card", "a card nobody issued", 5, "sittings")
OFFLINE: Final = Habit("offline", "the device loses its network until after closing", 3, "sittings")

# --- what happens at the cash drawer of the canteens that serve every day ---------------------------------------------
CASH: Final = Habit("cash", "pays in cash, and then all that she owes", 6, "served_at_drawers")
DIFFERENCE: Final = Habit("difference", "what is counted is not what should be there", 25, "drawers_with_cash")
FORGOTTEN: Final = Habit("forgotten", "left open overnight, and counted by the manager", 2, "evenings")
HABITS: Final = (
    ORDERED_AHEAD, NO_SHOW, BY_NAME, QR, REPEAT, VOID, SECOND, UNKNOWN_CARD, OFFLINE, CASH, DIFFERENCE, FORGOTTEN,
)  # fmt: skip
FLOAT_FEN: Final = 20_000  # change in a drawer when it is opened
NOTES_FEN: Final = (100, 500, 1000, 1000, 2000, 5000, 10_000)  # she pays with as few of one of these as it takes
# Why a drawer differs, and by how much: most often change was given wrong.
DIFFERENCES: Final = (
    ("找零时多给了一元", -100),
    ("找零时多给了一元", -100),
    ("少收了五角，老人已经走了", -50),
    ("少了一张五元，没有找到原因", -500),
    ("把一张十元当二十元找了", -1000),
    ("少找了一元，老人已经走了", 100),
    ("老人把零钱留下，没有等找零", 50),
    ("多出一张五元，没有人来领", 500),
)
FORGOTTEN_WORDS: Final = "下班时忘了结班，由负责人第二天早上清点"

NET_DELAY: Final = timedelta(seconds=1)
BACK_ONLINE_AFTER: Final = timedelta(minutes=40)  # after closing
OPENED_BEFORE: Final = timedelta(minutes=15)  # the drawer, before the door
PAID_AFTER: Final = timedelta(seconds=20)  # after the card was shown
HANDED_BACK_AFTER: Final = timedelta(minutes=3)
COUNTED_AFTER: Final = timedelta(minutes=20)  # after closing
FORGOTTEN_UNTIL: Final = time(8, 10)  # of the next morning

# --- what goes wrong with months -------------------------------------------------------------------------------------
# On the last lunch of last month a spare device takes so many, and is found in a drawer when the month is handed in.
LATE_EVENTS: Final = 3
LATE_EVERY: Final = 2  # of the canteens every so manieth has such a device, but never the main one
# The allotment for the very old lasts the main canteen so many days of last month; then meals are held.
POT_DAYS: Final = 5
# Her card is lost after so many days, and replaced the same evening.
CARD_LOST_AFTER_DAYS: Final = 12
# From the fourth last lunch before today on that two canteens of the main town both cook, so many in all of who ate at
# the main one show their cards at the other as well, whose device has no network just then: the second meal is held.
TWICE_EVENTS: Final = 2
TWICE_LUNCHES: Final = 4
TWICE_BEFORE_CLOSING: Final = timedelta(minutes=20)

# --- last month's books ----------------------------------------------------------------------------------------------
SUBMITTED_ON: Final = 2  # days of this month
APPROVED_ON: Final = 4
QUESTIONED_ON: Final = 5
FOUND_ON: Final = 6  # the spare devices
SUBMITTED_EVERY: Final = 3  # of the canteens with a few days a week, every so manieth only submitted; the rest sealed
