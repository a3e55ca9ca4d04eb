"""What the trial hands out: one sheet of accounts, cards and addresses, for scripts as JSON and for people as text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from canteen.core.sitting import ZONE
from kiosk.gateways.cards import PrintedCard
from kiosk.operations.demo import cast
from kiosk.operations.demo.gazetteer import DISTRICT
from kiosk.operations.demo.last_month import last_month_of
from kiosk.operations.demo.load import Loaded
from kiosk.operations.demo.registry import Hall, Registry

FORMAT: Final = "nuancan-demo/1"
CARDS_PDF: Final = "cards.pdf"


def sheet_of(loaded: Loaded, *, seed: int) -> dict[str, Any]:
    """Return what stays true of a trial as long as its database lives."""
    registry = loaded.registry
    own, others = [*cast.STAFF, cast.FOUNDER], [worker for worker in registry.workers if worker not in cast.STAFF]
    return {
        "format": FORMAT,
        "seed": seed,
        "scale": loaded.scale.name,
        "loaded_for": loaded.today.isoformat(),
        "months": dict(zip(("last", "this", "next"), map(str, loaded.months), strict=True)),
        "canteen": {"id": str(registry.canteen_id), "name": registry.halls[0].plan.name},
        "town": {"id": str(registry.town_id), "name": registry.plan.towns[0].name},
        "district": {"id": str(registry.district_id), "name": DISTRICT},
        "counts": {
            "towns": len(registry.plan.towns),
            "canteens": len(registry.halls),
            "points": registry.points,
            "elders": loaded.elders,
            "check_ins": loaded.tally.check_ins,
        },
        "simulation": loaded.tally.to_json(),
        "pin": cast.PIN,
        "finance": str(registry.staff_ids["finance"]),
        "accounts": [_account(worker, registry) for worker in own],
        "more_accounts": [_account(worker, registry) for worker in others],
        "canteens": [_canteen(loaded, hall) for hall in registry.halls],
        "elders": [
            {
                "id": str(diner.elder_id),
                "name": diner.name,
                "age": diner.age,
                "card": diner.card_number,
                "qr": diner.printed.text if diner.printed else "",
                "qr_picture": picture_name(number),
            }
            for number, diner in enumerate(loaded.diners)
        ],
        "replaced_card": loaded.replaced_card,
        "ordered_ahead": loaded.ordered_ahead,
        "cards_pdf": CARDS_PDF,
        "device": {"id": str(loaded.device.kiosk_id), "token": f"{loaded.device.kiosk_id}.{loaded.device.secret}"},
    }


def _account(worker: cast.Worker, registry: Registry) -> dict[str, str]:
    return {
        "role": worker.role.value,
        "login": worker.login,
        "password": worker.password,
        "name": worker.name,
        "id": str(registry.staff_ids[worker.login]),
    }


def _canteen(loaded: Loaded, hall: Hall) -> dict[str, Any]:
    """A canteen as a later start needs it: who manages it, what it is allotted each month; and its last month."""
    return {
        "id": str(hall.canteen_id),
        "name": hall.plan.name,
        "town": hall.plan.town,
        "manager": hall.manager,
        "counter": hall.counter,
        "manager_id": str(loaded.registry.staff_ids[hall.manager]),
        "monthly_fen": dict(loaded.monthly_fen[hall.canteen_id]),
        "last_month": last_month_of(hall),
    }


def cards_of(loaded: Loaded) -> tuple[PrintedCard, ...]:
    """Return the printed card of each elder of the cast, in the order of the sheet."""
    return tuple(
        PrintedCard(diner.name, diner.printed.text, diner.printed.last_on) for diner in loaded.diners if diner.printed
    )


def picture_name(number: int) -> str:
    """Return the file name of the picture of one printed card."""
    return f"card-{number + 1:02d}.png"


def started(*, base: str, code: str, now: datetime) -> dict[str, Any]:
    """Return what is true of one start: its addresses, a fresh enrolment code, the hour its clock began at."""
    return {
        "now": now.astimezone(ZONE).isoformat(timespec="seconds"),
        "base": base,
        "enrol_code": code,
        "addresses": {
            "kiosk": f"{base}/kiosk/",
            "enrol": f"{base}/kiosk/enrol#code={code}",
            "months": f"{base}/months",
            "api": f"{base}/api/v1/docs",
        },
    }


def text_of(sheet: Mapping[str, Any], *, folder: str) -> str:
    """Return the sheet as people read it in a terminal."""
    addresses, counts = sheet["addresses"], sheet["counts"]
    more = sheet["more_accounts"]
    lines = [
        "",
        f"  Nuancan 暖餐, a trial: {sheet['canteen']['name']}, {sheet['district']['name']}{sheet['town']['name']}",
        f"  {counts['towns']} towns, {counts['canteens']} canteens, {counts['points']} meal points, "
        f"{counts['elders']:,} elders, {counts['check_ins']:,} check-ins: all of it invented.",
        f"  The clock of all screens began at {sheet['now']}.",
        "",
        f"  kiosk       {addresses['enrol']}",
        f"              (enrolment code {sheet['enrol_code']}, ten minutes, once; then {addresses['kiosk']})",
        f"  months      {addresses['months']}   ({sheet['months']['last']} is ready to be submitted)",
        f"  API         {addresses['api']}",
        f"  PIN         {sheet['pin']} at the counter strip of the kiosk page",
        "",
        *_table(
            [("role", "login", "password", "name")]
            + [(one["role"], one["login"], one["password"], one["name"]) for one in sheet["accounts"]]
        ),
        f"  and {len(more)} more, such as {', '.join(one['login'] for one in more[:4])}; password: nuancan-<login>",
        "",
        *_table(
            [("card number", "age", "picture of the QR card", "name")]
            + [(one["card"], str(one["age"]), one["qr_picture"], one["name"]) for one in sheet["elders"]]
        ),
        "",
        f"  {sheet['ordered_ahead']} has ordered ahead; {sheet['replaced_card']} was lost and replaced.",
        f"  Cards to print: {folder}/{sheet['cards_pdf']}; all of this for scripts: {folder}/demo.json",
        "",
    ]
    return "\n".join(lines)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Set rows in columns; the last column, which may be Chinese and so of double width, is not padded."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return [
        "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]
