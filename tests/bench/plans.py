"""What a page asks of PostgreSQL, and how that is carried out: every step of a plan, with the rows that came by."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement with its parameters."""

    sql: str
    params: Any

    @property
    def reads(self) -> bool:
        """Whether it reads; a statement may begin by naming what it reads."""
        return self.sql.lstrip().startswith(("SELECT", "WITH"))


def statements(client: Client, path: str) -> tuple[list[Asked], str]:
    """What a page asks of the database, and the page; of a file what is text in it."""
    found: list[Asked] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(Asked(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        answer = client.get(path)
        content = answer.getvalue()  # what is streamed asks while it is read
    assert answer.status_code == 200, (path, content[:300])
    return found, content.decode(errors="ignore")


def plan_of(asked: Asked) -> dict[str, Any]:
    """How a statement is carried out, with the rows that really came by."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {asked.sql}", asked.params)
        (found,) = cursor.fetchone()
    whole = found if isinstance(found, list) else json.loads(found)
    return dict(whole[0]["Plan"])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def touched(node: dict[str, Any]) -> int:
    """Rows that a step read, those it threw away included."""
    thrown = sum(int(node.get(f"Rows Removed by {what}", 0)) for what in ("Filter", "Index Recheck", "Join Filter"))
    return (int(node["Actual Rows"]) + thrown) * int(node["Actual Loops"])


def faults(asked: Asked, *, meals: Collection[str], register: Collection[str], most: int) -> list[str]:
    """What is wrong with the plan of a statement: tables of meals read from end to end, too many rows, a sort of them.

    No table of either kind may give more rows than `most`.
    """
    found = []
    for node in nodes(plan_of(asked)):
        table, kind = node.get("Relation Name", ""), node["Node Type"]
        if table in meals and kind == "Seq Scan":
            found.append(f"Seq Scan on {table}")
        if (table in meals or table in register) and touched(node) > most:
            found.append(f"{kind} on {table} touches {touched(node)} rows of at most {most}")
        if "Sort" in kind and int(node["Actual Rows"]) * int(node["Actual Loops"]) > most:
            found.append(f"{kind} of {node['Actual Rows']} rows of at most {most}")
    return found
