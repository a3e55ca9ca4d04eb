"""The simulation's numbers, each by its name: how people come, what they forget, what goes wrong."""

from dataclasses import dataclass
from datetime import timedelta
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
HABITS: Final = (ORDERED_AHEAD, NO_SHOW, BY_NAME, QR, REPEAT, VOID, SECOND, UNKNOWN_CARD, OFFLINE)

NET_DELAY: Final = timedelta(seconds=1)
BACK_ONLINE_AFTER: Final = timedelta(minutes=40)  # after closing

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
