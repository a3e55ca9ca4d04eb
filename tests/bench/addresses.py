"""Every list and every page one gets to from one, over a million meals, each with what bounds the rows it may read."""

from typing import Final

from django.db import connection

from canteen.core.sitting import ZONE
from tests.bench.million import NOW, ONE_BY_ONE, Million

PAGE: Final = 1_500  # rows that a page of a list may touch in one table: what it shows, and what it counts up to 1000
TODAY: Final = NOW.astimezone(ZONE).date()

# Name, address, and what bounds it: a key of `bounds`. No index finds what is sought within words, what depends on the
# day, what is sealed, and what is sorted by a number that every check-in changes: for that a register may be read
# through once (decision 0055). It does not grow with the meals.
_ASKED: Final = (
    # A month, its days, its meals.
    ("grid", "/months", "open"),
    ("grid a year ago", "/months?until=2025-11", "page"),
    ("grid of a town", "/months?town={town}", "open"),
    ("grid of a state", "/months?state=sealed", "open"),
    ("grid of one month", "/months?only=month", "open"),
    ("grid sought", "/months?q=第7", "open"),
    ("statement", "/months/{open}", "month"),
    ("statement, what is held backwards", "/months/{open}?sort=-opened", "month"),
    ("sealed statement", "/months/{sealed}", "month"),
    ("payer", "/months/{open}/payers/fund:joint", "month"),
    ("signing of an open month", "/months/{open}/signing", "month"),
    ("signing of a submitted month", "/months/{submitted}/signing", "month"),
    ("signing of a sealed month", "/months/{sealed}/signing", "month"),
    ("workbook", "/months/{sealed}/workbook", "month"),
    ("meals", "/months/{sealed}/meals", "page"),
    ("meals backwards", "/months/{sealed}/meals?sort=-day", "page"),
    ("meals of a day", "/months/{sealed}/meals?on=2026-09-15", "page"),
    ("one order", "/months/{sealed}/meals?q={order}", "page"),
    ("meals of a payer", "/months/{sealed}/meals?payer=suspense", "month"),
    ("meals of all funds", "/months/{sealed}/meals?payer=funds", "month"),
    ("meals that drew", "/months/{sealed}/meals?state=drawn", "month"),
    ("meals of the month before", "/months/{sealed}/meals?for_month=2026-08", "month"),
    ("meals of guests", "/months/{sealed}/meals?eater=guest", "month"),
    ("held meals", "/months/{sealed}/meals?state=held", "month"),
    ("voided meals", "/months/{sealed}/meals?state=voided", "month"),
    ("one meal", "/months/{sealed}/meals/{entry}", "meal"),
    ("a meal eaten twice", "/months/{twice_books}/meals/{twice_entry}", "meal"),
    ("both meals of a sitting", "/months/{twice_books}/meals/{twice_entry}/holds/{twice}/swap", "meal"),
    # What waits, who pays.
    ("holds", "/holds", "page"),
    ("holds by size", "/holds?sort=-fen", "page"),
    ("holds backwards", "/holds?sort=-opened", "page"),
    ("holds of a canteen", "/holds?canteen={canteen}&reason=held", "page"),
    ("holds of a rare reason", "/holds?reason=by-hand", "page"),
    ("holds sought", "/holds?q=助餐", "page"),
    ("funds", "/funds", "page"),
    ("funds backwards", "/funds?sort=month", "page"),
    ("funds of a month", "/funds?month=2026-11", "page"),
    ("funds, one of them", "/funds?fund={fund}", "page"),
    ("funds by canteen", "/funds?sort=canteen", "page"),
    ("funds by size", "/funds?sort=-allotted", "once"),
    ("funds by what is left", "/funds?sort=left", "once"),
    ("funds by what was drawn", "/funds?sort=-drawn", "once"),
    ("funds sought", "/funds?q=助餐", "once"),
    ("one fund", "/funds/{fund}", "page"),
    ("one fund backwards", "/funds/{fund}?sort=at", "page"),
    ("one fund, what is free", "/funds/{fund}?account=free", "page"),
    ("one fund, what was allotted", "/funds/{fund}?kind=allotment", "page"),
    ("one fund, a canteen sought", "/funds/{fund}?q=助餐", "once"),
    ("advances", "/funds/advances", "once"),
    ("advances of a month", "/funds/advances?month=2025-09", "page"),
    ("policies", "/policies", "page"),
    ("policies backwards", "/policies?sort=from", "page"),
    ("policies in force", "/policies?state=in-force", "page"),
    ("policies of drafts", "/policies?state=draft", "once"),
    ("policies of a region", "/policies?region={town}", "once"),
    ("policies by version", "/policies?sort=-version", "once"),
    ("policies sought", "/policies?q=草稿", "once"),
    ("one policy", "/policies/{policy}", "meal"),
    ("policy drafted like another", "/policies/new?like={policy}", "once"),
    ("policy to be tried", "/policies/{policy}/trial", "once"),
    ("trials", "/trials", "page"),
    ("trials backwards", "/trials?sort=made", "page"),
    ("trials that are done", "/trials?state=done", "page"),
    ("trials by state", "/trials?sort=state", "page"),
    ("trials by state backwards", "/trials?sort=-state", "page"),
    ("trials sought", "/trials?q=草稿", "once"),
    ("one trial", "/trials/{trial}", "once"),
    ("workbook of a trial", "/trials/{trial}/workbook", "once"),
    # The counter.
    ("counter", "/counter/{canteen}", "day"),
    ("counter backwards", "/counter/{canteen}?sort=time", "day"),
    ("counter, what is held", "/counter/{canteen}?state=held", "day"),
    ("counter by name", "/counter/{canteen}?sort=name", "day"),
    ("counter by state", "/counter/{canteen}?sort=-state", "day"),
    ("counter, a name in the list", "/counter/{canteen}?q=zx", "day"),
    ("counter, an attempt", "/counter/{canteen}?row={row}", "eater"),
    ("counter, an elder", "/counter/{canteen}?elder={neighbour}", "day"),
    ("counter, somebody sought", "/counter/{canteen}?find=zx", "day"),
    ("counter, today", "/counter/{canteen}/today", "day"),
    ("counter, today backwards", "/counter/{canteen}/today?sort=time", "day"),
    ("counter, today by name", "/counter/{canteen}/today?sort=-name", "day"),
    ("counter, today by state", "/counter/{canteen}/today?sort=state", "day"),
    ("counter, today, a name", "/counter/{canteen}/today?q=zx&state=served", "day"),
    ("counter, those found", "/counter/{canteen}/found?find=zx", "page"),
    ("counter, holds", "/counter/{canteen}/holds", "page"),
    ("counter, holds by size", "/counter/{canteen}/holds?sort=-fen", "page"),
    ("counter, holds sought", "/counter/{canteen}/holds?q=张&reason=held", "page"),
    ("counter, shift", "/counter/{canteen}/shift", "meal"),
    ("shifts", "/shifts", "page"),
    ("shifts backwards", "/shifts?sort=opened", "page"),
    ("shifts by difference", "/shifts?sort=difference", "page"),
    ("shifts with money missing", "/shifts?state=missing", "page"),
    ("shifts open", "/shifts?state=open", "page"),
    ("shifts of a canteen", "/shifts?canteen={canteen}", "page"),
    ("shifts sought", "/shifts?q=员工7", "page"),
    ("one shift", "/shifts/00000000-0000-75ac-8000-000000000000", "page"),
    # Elders and cards.
    ("elders", "/elders", "page"),
    ("elders backwards", "/elders?sort=-name", "page"),
    ("elders by birth", "/elders?sort=-birth", "page"),
    ("elders by recording", "/elders?sort=recorded", "page"),
    ("elders of a region", "/elders?region={region}&state=living&card=yes", "once"),
    ("elders deceased", "/elders?state=deceased", "page"),
    ("elders living apart", "/elders?state=apart", "page"),
    ("elders without a card", "/elders?card=no", "once"),
    ("elders of an age", "/elders?age=80-89", "once"),
    ("elders of a category", "/elders?category=dibao", "page"),
    ("elders sought", "/elders?q=张", "page"),
    ("elders sought by initials", "/elders?q=zxl", "page"),
    ("one elder", "/elders/{elder}", "page"),
    ("one elder, what was done, backwards", "/elders/{elder}?sort=at", "page"),
    ("cards", "/cards", "page"),
    ("cards backwards", "/cards?sort=issued", "page"),
    ("cards by name", "/cards?sort=name", "page"),
    ("cards by their end", "/cards?sort=-expires", "page"),
    ("cards live", "/cards?state=live", "page"),
    ("cards expired", "/cards?state=expired", "page"),
    ("cards blocked", "/cards?state=blocked", "page"),
    ("cards replaced", "/cards?state=replaced", "page"),
    ("cards printed", "/cards?kind=qr", "page"),
    ("cards of a region", "/cards?region={region}", "once"),
    ("cards sought", "/cards?q=张", "page"),
    # Lists from outside.
    ("imports", "/imports", "page"),
    ("imports backwards", "/imports?sort=made", "page"),
    ("imports cancelled", "/imports?state=cancelled&kind=elders", "page"),
    ("imports sought", "/imports?q=名册7", "once"),
    ("imports by file", "/imports?sort=file", "once"),
    ("imports by state", "/imports?sort=-state", "once"),
    ("one import", "/imports/{import_id}", "page"),
    ("one import, what is new", "/imports/{import_id}?outcome=new", "page"),
    ("one import, a row", "/imports/{import_id}?outcome=all&q=1500", "page"),
    ("one import, backwards", "/imports/{import_id}?outcome=new&sort=-row", "page"),
    ("one import, a column", "/imports/{import_id}?outcome=all&column=phone", "list"),
    ("one import, what its columns mean", "/imports/{import_id}?columns=1", "page"),
    ("meals a list touches", "/imports/{deaths_id}/meals", "people"),
    ("meals a list touches, backwards", "/imports/{deaths_id}/meals?sort=-row", "people"),
    ("meals a list touches, a name sought", "/imports/{deaths_id}/meals?q=张", "people"),
    ("meals a list touches, initials sought", "/imports/{deaths_id}/meals?q=zxl", "people"),
    ("mistakes of an import", "/imports/{import_id}/mistakes", "list"),
    ("differences of an import", "/imports/{import_id}/differences", "list"),
    ("differences of one kind", "/imports/{import_id}/differences?outcome=new", "list"),
    # Places and people.
    ("canteens", "/canteens", "page"),
    ("canteens backwards", "/canteens?sort=-name", "page"),
    ("canteens by opening", "/canteens?sort=-opened", "page"),
    ("canteens of a kind", "/canteens?kind=point&region={town}", "page"),
    ("canteens sought", "/canteens?q=第7", "page"),
    ("canteens of an organisation", "/canteens?organisation={organisation}&open=yes", "page"),
    ("one canteen", "/canteens/{canteen}", "page"),
    ("one canteen, who works there, backwards", "/canteens/{canteen}?sort=-name", "page"),
    ("organisations", "/organisations", "page"),
    ("organisations backwards", "/organisations?sort=-name", "page"),
    ("organisations by code", "/organisations?sort=-code", "page"),
    ("organisations that run", "/organisations?runs=yes", "page"),
    ("organisations that run nothing", "/organisations?runs=no", "page"),
    ("organisations of a town", "/organisations?town={town}", "page"),
    ("organisations sought", "/organisations?q=合作社7", "once"),
    ("one organisation", "/organisations/{organisation}", "page"),
    ("staff", "/staff", "page"),
    ("staff backwards", "/staff?sort=-name", "page"),
    ("staff by login", "/staff?sort=-login", "page"),
    ("staff who manage", "/staff?role=manager", "page"),
    ("staff at work", "/staff?state=active", "once"),
    ("staff who left", "/staff?state=idle", "once"),
    ("staff sought", "/staff?q=员工7", "page"),
    ("one of the staff", "/staff/{staff}", "page"),
    ("devices", "/devices", "page"),
    ("devices backwards", "/devices?sort=-name", "page"),
    ("devices by word", "/devices?sort=-heard", "once"),
    ("devices silent", "/devices?state=silent", "once"),
    ("devices cut off", "/devices?state=revoked", "page"),
    ("devices of a canteen", "/devices?canteen={canteen}", "page"),
    ("devices sought", "/devices?q=终端7", "once"),
    ("one device", "/devices/{kiosk}/revocation", "meal"),
    ("meals of a week", "/meals?canteen={canteen}", "page"),
    ("meals offered on a day", "/meals?canteen={canteen}&from=2026-09-14&day=2026-09-15", "page"),
    ("menu of a week", "/meals/menu?canteen={canteen}", "page"),
    ("menu of an earlier week", "/meals/menu?canteen={canteen}&from=2026-09-14", "page"),
    ("all meals", "/meals/list", "trays"),
    ("all meals backwards", "/meals/list?sort=on", "trays"),
    ("all meals by dish", "/meals/list?sort=title", "trays"),
    ("all meals of a canteen", "/meals/list?canteen={canteen}", "trays"),
    ("all meals of a day", "/meals/list?day=2026-11-01&sitting=lunch&state=published", "trays"),
    ("all meals sought", "/meals/list?q=鱼", "once"),
    # Deeds: every other one is somebody's, so that a page of one person's passes over as many of another's.
    ("deeds", "/deeds", "page"),
    ("deeds backwards", "/deeds?sort=at", "page"),
    ("deeds of somebody", "/deeds?staff={second}", "deeds"),
    ("deeds of somebody sought", "/deeds?q=second", "deeds"),
    ("deeds of some who did nothing", "/deeds?q=员工7", "deeds"),
    ("deeds about somebody", "/deeds?subject={elder}", "page"),
    ("deeds about staff", "/deeds?kind=staff", "page"),
    ("deeds of a verb and a day", "/deeds?verb=fact&day=2026-10-01", "page"),
)


def paths(found: Million) -> dict[str, tuple[str, str]]:
    """Every address by its name, with what bounds it."""
    given = _given(found)
    assert len({name for name, _, _ in _ASKED}) == len(_ASKED), "one name, two addresses"
    return {name: (address.format(**given), bound) for name, address, bound in _ASKED}


def bounds(found: Million) -> dict[str, int]:
    """How many rows of one table a page may touch, by what it shows."""
    month = _counted(
        f"SELECT count(*) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
        f"WHERE e.books_id IN ('{found.open_books}', '{found.sealed_books}')"
    )
    unsealed = _counted(
        "SELECT count(*) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
        "JOIN settlement_books b ON b.id = e.books_id WHERE b.state <> 'sealed'"
    )
    day = _counted(
        f"SELECT count(*) FROM kiosk_checkin WHERE canteen_id = '{found.canteen}' AND service_on = '{TODAY}'"
    )
    eater = _counted(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM settlement_entry e JOIN ordering_order o ON o.id = e.order_id "
        "GROUP BY o.elder_id) one"
    )
    trays = _counted(
        "SELECT sum(n) FROM (SELECT count(*) AS n FROM ordering_order GROUP BY meal_id ORDER BY n DESC LIMIT 51) one"
    )
    once = max(_counted(f"SELECT count(*) FROM {table}") for table in ONE_BY_ONE)
    return {
        "page": PAGE,
        "deeds": 2 * PAGE,
        "meal": 50,
        "trays": max(trays, PAGE),  # portions of the meals on a page are counted
        "list": _counted("SELECT count(*) FROM canteen_importrow"),  # taken along whole
        "people": 100 * eater,  # of those on a page of a list, all that each has eaten
        "day": max(4 * day, PAGE),
        "eater": max(2 * eater, 4 * day, PAGE),
        # Everybody of the register may have eaten in it.
        "month": max(2 * month, once),
        "open": 2 * unsealed,
        "once": once,
    }


def _given(found: Million) -> dict[str, object]:
    """The rows that addresses name."""
    from canteen.models import Elder, Import, Organisation, Region, Staff
    from kiosk.models import CheckIn, Kiosk
    from settlement.models import Fund, Hold, Policy
    from tests.bench.tried import tried

    twice = Hold.objects.filter(reason="eaten-twice", entry__books__state="open").select_related("entry").latest("id")
    return {
        "open": found.open_books,
        "submitted": found.submitted_books,
        "sealed": found.sealed_books,
        "entry": found.entry,
        "order": found.order,
        "canteen": found.canteen,
        "row": CheckIn.objects.filter(canteen_id=found.canteen).latest("id").id,
        "neighbour": Elder.objects.filter(facts__region__canteens=found.canteen).latest("id").id,
        "elder": Elder.objects.latest("id").id,
        "region": Region.objects.latest("id").id,
        "town": Region.objects.filter(canteens=found.canteen).latest("id").id,
        "kiosk": Kiosk.objects.latest("id").id,
        "organisation": Organisation.objects.latest("id").id,
        "staff": Staff.objects.get(login="staff7").id,
        "second": Staff.objects.get(login="second").id,
        "import_id": Import.objects.get(state="checked", kind="elders").id,
        "deaths_id": Import.objects.get(state="checked", kind="deaths").id,
        "twice": twice.id,
        "twice_entry": twice.entry_id,
        "twice_books": twice.entry.books_id,
        "fund": Fund.objects.get(key="joint").id,
        "policy": Policy.objects.get(state="approved").id,
        "trial": tried(on=TODAY),
    }


def _counted(sql: str) -> int:
    """One number."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
