"""However many meals there have been, a page reads a bounded number of rows through indexes: held on the plan (D20)."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Staff
from tests.bench.million import BIG, NOW, Million, fill
from tests.town import stand

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

MEALS = int(os.environ.get("NUANCAN_PLAN_MEALS", "100000"))
FEWER_THAN = 12
PAGE = 1_500  # rows that a page of a list may touch in one table: what it shows, and what it counts up to a thousand


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement with its parameters."""

    sql: str
    params: Any


def paths(found: Million) -> dict[str, tuple[str, str]]:
    """Every page over meals, and what bounds it: a page of a list, one month of one canteen, or the open months."""
    dense, sealed = f"/months/{found.open_books}", f"/months/{found.sealed_books}"
    lists = {
        "meals": f"{sealed}/meals",
        "meals backwards": f"{sealed}/meals?sort=-day",
        "meals of a day": f"{sealed}/meals?on=2026-09-15",
        "one order": f"{sealed}/meals?q={found.order}",
    }
    months = {
        "statement": dense,
        "sealed statement": sealed,
        "payer": f"{dense}/payers/fund:joint",
        "meals of a payer": f"{sealed}/meals?payer=suspense",
        "held meals": f"{sealed}/meals?state=held",
        "voided meals": f"{sealed}/meals?state=voided",
    }
    return {
        **{name: (path, "page") for name, path in lists.items()},
        **{name: (path, "month") for name, path in months.items()},
        "one meal": (f"{sealed}/meals/{found.entry}", "meal"),
        "grid": ("/months", "open"),
        "grid a year ago": ("/months?until=2025-11", "page"),
    }


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
        if table in BIG and touched(node) > most:
            found.append(f"{kind} on {table} touches {touched(node)} rows of at most {most}")
        if "Sort" in kind and int(node["Actual Rows"]) * int(node["Actual Loops"]) > most:
            found.append(f"{kind} of {node['Actual Rows']} rows of at most {most}")
    return found


def counted(sql: str) -> int:
    """One number."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_every_page_over_meals_has_a_bounded_plan(settings: Settings) -> None:
    stand(settings, NOW)
    found = fill(MEALS)
    month = counted(
        f"SELECT count(*) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
        f"WHERE e.books_id IN ('{found.open_books}', '{found.sealed_books}')"
    )
    unsealed = counted(
        "SELECT count(*) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
        "JOIN settlement_books b ON b.id = e.books_id WHERE b.state <> 'sealed'"
    )
    bounds = {"page": PAGE, "meal": 50, "month": max(2 * month, PAGE), "open": 2 * unsealed}
    assert bounds["open"] < MEALS, "two open months are a small part of two years"
    client = Client()
    client.force_login(Staff.objects.get(login="clerk"))
    wrong: dict[str, list[str]] = {}
    for name, (path, bound) in paths(found).items():
        asked = statements(client, path)
        told = [fault for one in asked if one.sql.lstrip().startswith("SELECT") for fault in faults(one, bounds[bound])]
        if len(asked) >= FEWER_THAN:
            told.append(f"{len(asked)} statements")
        if told:
            wrong[name] = told
    assert wrong == {}
