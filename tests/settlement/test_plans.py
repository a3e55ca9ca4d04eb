"""However many meals there have been, a page reads a bounded number of rows through indexes: held on the plan (D20)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve
from pytest_django.fixtures import Settings

from canteen.config.navigation import DOORS
from canteen.core.sitting import ZONE
from canteen.models import Elder, Import, Organisation, Region, Staff
from kiosk.models import CheckIn, Kiosk
from settlement.models import Policy
from tests.bench.million import BIG, NOW, Million, fill
from tests.town import stand

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

FEWER_THAN = 12
PAGE = 1_500  # rows that a page of a list may touch in one table: what it shows, and what it counts up to a thousand
# Deeds may be read from their beginning as well, as far as a count goes: whoever looks, most are in sight.
COUNTED = (*BIG, "canteen_deed")
TODAY = NOW.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement with its parameters."""

    sql: str
    params: Any


def paths(found: Million) -> dict[str, tuple[str, str]]:
    """Every list and every page one gets to from one, and what bounds it: whatever it is named after in `bounds`."""
    return {**_months(found), **_counter(found), **_registry(found)}


def _months(found: Million) -> dict[str, tuple[str, str]]:
    dense, sealed = f"/months/{found.open_books}", f"/months/{found.sealed_books}"
    return {
        "meals": (f"{sealed}/meals", "page"),
        "meals backwards": (f"{sealed}/meals?sort=-day", "page"),
        "meals of a day": (f"{sealed}/meals?on=2026-09-15", "page"),
        "one order": (f"{sealed}/meals?q={found.order}", "page"),
        "meals of a payer": (f"{sealed}/meals?payer=suspense", "month"),
        "held meals": (f"{sealed}/meals?state=held", "month"),
        "voided meals": (f"{sealed}/meals?state=voided", "month"),
        "statement": (dense, "month"),
        "sealed statement": (sealed, "month"),
        "payer": (f"{dense}/payers/fund:joint", "month"),
        "one meal": (f"{sealed}/meals/{found.entry}", "meal"),
        "grid": ("/months", "open"),
        "grid a year ago": ("/months?until=2025-11", "page"),
        "holds": ("/holds", "page"),
        "holds by size": ("/holds?sort=-fen", "page"),
        "holds of a canteen": (f"/holds?canteen={found.canteen}&reason=held", "page"),
        "funds": ("/funds", "page"),
        "policies": ("/policies", "meal"),
    }


def _counter(found: Million) -> dict[str, tuple[str, str]]:
    desk, row = f"/counter/{found.canteen}", CheckIn.objects.filter(canteen_id=found.canteen).latest("id")
    neighbour = Elder.objects.filter(facts__region__canteens=found.canteen).latest("id")
    return {
        "counter": (desk, "day"),
        "counter, what is held": (f"{desk}?state=held", "day"),
        "counter, an attempt": (f"{desk}?row={row.id}", "eater"),
        "counter, an elder": (f"{desk}?elder={neighbour.id}", "day"),
        "counter, somebody sought": (f"{desk}?find=zx", "day"),
        "counter, today": (f"{desk}/today", "day"),
        "counter, those found": (f"{desk}/found?find=zx", "meal"),
        "counter, holds": (f"{desk}/holds", "page"),
        "counter, shift": (f"{desk}/shift", "meal"),
    }


def _registry(found: Million) -> dict[str, tuple[str, str]]:
    elder, region = Elder.objects.latest("id"), Region.objects.latest("id")
    kiosk, staff = Kiosk.objects.latest("id"), Staff.objects.get(login="second")
    organisation, policy = Organisation.objects.latest("id"), Policy.objects.get()
    lists = {
        "elders": "/elders",
        "elders by birth": "/elders?sort=-birth",
        "elders of a region": f"/elders?region={region.id}&state=living&card=yes",
        "elders of a category": "/elders?category=dibao",
        "elders sought": "/elders?q=张",
        "cards": "/cards",
        "cards blocked": "/cards?state=blocked",
        "imports": "/imports",
        "canteens": "/canteens",
        "organisations": "/organisations",
        "staff": "/staff",
        "devices": "/devices",
        "meals of a week": f"/meals?canteen={found.canteen}",
        "deeds": "/deeds",
        "deeds of somebody": f"/deeds?staff={staff.id}",
        "deeds about somebody": f"/deeds?subject={elder.id}",
        "deeds of a verb and a day": "/deeds?verb=fact&day=2026-10-01",
    }
    ones = {
        "one elder": f"/elders/{elder.id}",
        "one canteen": f"/canteens/{found.canteen}",
        "one organisation": f"/organisations/{organisation.id}",
        "one of the staff": f"/staff/{staff.id}",
        "one import": f"/imports/{Import.objects.latest('id').id}",
        "one policy": f"/policies/{policy.id}",
        "one device": f"/devices/{kiosk.id}/revocation",
    }
    found_in = {**lists, **ones}.items()
    return {name: (path, "deeds" if path.startswith("/deeds") else "register") for name, path in found_in}


def statements(client: Client, path: str) -> list[Asked]:
    """What a page asks of the database."""
    found: list[Asked] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(Asked(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.content[:300])
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def plan_of(asked: Asked) -> dict[str, Any]:
    """How a statement is carried out, with the rows that really came by."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {asked.sql}", asked.params)
        (found,) = cursor.fetchone()
    whole = found if isinstance(found, list) else json.loads(found)
    return dict(whole[0]["Plan"])


def touched(node: dict[str, Any]) -> int:
    """Rows that a step read, those it threw away included."""
    thrown = sum(int(node.get(f"Rows Removed by {what}", 0)) for what in ("Filter", "Index Recheck", "Join Filter"))
    return (int(node["Actual Rows"]) + thrown) * int(node["Actual Loops"])


def faults(asked: Asked, most: int) -> list[str]:
    """What is wrong with the plan of a statement: a large table read whole, too many rows, a sort of them."""
    found = []
    for node in nodes(plan_of(asked)):
        table, kind = node.get("Relation Name", ""), node["Node Type"]
        if table in BIG and kind == "Seq Scan":
            found.append(f"Seq Scan on {table}")
        if table in COUNTED and touched(node) > most:
            found.append(f"{kind} on {table} touches {touched(node)} rows of at most {most}")
        if "Sort" in kind and int(node["Actual Rows"]) * int(node["Actual Loops"]) > most:
            found.append(f"{kind} of {node['Actual Rows']} rows of at most {most}")
    return found


def counted(sql: str) -> int:
    """One number."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


# The larger one is for `make soak`.
@pytest.mark.parametrize("meals", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_every_page_has_a_bounded_plan_over_many_meals(settings: Settings, meals: int) -> None:
    stand(settings, NOW)
    found = fill(meals)
    bounds = bounds_of(found)
    assert bounds["open"] < meals, "two open months are a small part of two years"
    client = Client()
    client.force_login(Staff.objects.get(login="clerk"))
    wrong: dict[str, list[str]] = {}
    for name, (path, bound) in paths(found).items():
        asked = statements(client, path)
        told = [fault for one in asked for fault in (faults(one, bounds[bound]) if reads(one) else ())]
        if len(asked) >= FEWER_THAN:
            told.append(f"{len(asked)} statements")
        if told:
            wrong[name] = told
    assert wrong == {}
    looked_at = {view_of(path) for path, _ in paths(found).values()}
    assert [route for route, *_ in DOORS if route not in looked_at] == ["desk", "counter:start"], "they hold no rows"


def bounds_of(found: Million) -> dict[str, int]:
    """How many rows of a large table a page may touch, by what it shows."""
    month = counted(
        f"SELECT count(*) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
        f"WHERE e.books_id IN ('{found.open_books}', '{found.sealed_books}')"
    )
    unsealed = counted(
        "SELECT count(*) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
        "JOIN settlement_books b ON b.id = e.books_id WHERE b.state <> 'sealed'"
    )
    day = counted(f"SELECT count(*) FROM kiosk_checkin WHERE canteen_id = '{found.canteen}' AND service_on = '{TODAY}'")
    eater = counted(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM settlement_entry e JOIN ordering_order o ON o.id = e.order_id "
        "GROUP BY o.elder_id) one"
    )
    return {
        "page": PAGE,
        "register": PAGE,
        "deeds": 2 * PAGE,  # every other deed is somebody's
        "meal": 50,
        "day": max(4 * day, PAGE),
        "eater": max(2 * eater, 4 * day, PAGE),
        "month": max(2 * month, PAGE),
        "open": 2 * unsealed,
    }


def reads(asked: Asked) -> bool:
    """Whether a statement reads; one may begin by naming what it reads."""
    return asked.sql.lstrip().startswith(("SELECT", "WITH"))


def view_of(path: str) -> str:
    """The name of the page behind an address."""
    return resolve(path.partition("?")[0]).view_name
