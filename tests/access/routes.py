"""Every route as a test asks it: its parameters, its methods, and a body that names the rows of one town."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from canteen.config.access import ADDRESSES, NAMESPACES, PAGES, Access, Scope
from canteen.config.api import api
from canteen.config.doorkeeper import UNGUARDED
from canteen.core.credit_code import check_character
from canteen.models.ids import new_id
from tests.access.towns import Filled
from tests.county import id_number

Fields = dict[str, Any]

PRESS: Final = str(new_id())  # a button pressed once
NOVEMBER: Final = {"from_on": "2026-11-01", "until_on": "2026-11-30"}
CREDIT_CODE: Final = "91330503MA2B00777" + check_character("91330503MA2B00777")


def _cash(ids: Mapping[str, str]) -> Fields:
    return {"row": ids["check_in_id"], "tender": PRESS, "elder": ids["elder_id"], "shift": ids["shift_id"]}


# What forms and bodies hold that no schema and no id explains; by route, made from the rows of a town.
SENT: Final[Mapping[str, Callable[[Mapping[str, str]], Fields]]] = {
    "POST /staff/{staff_id}/duties": lambda ids: {"role": "counter", "canteen_id": ids["canteen_id"]},
    "POST /elders": lambda ids: {"name": "何新", "id_number": id_number(777), "region_id": ids["region_id"]},
    "POST /regions": lambda ids: {"parent_id": ids["region_id"], "level": "village"},
    "POST /canteens": lambda ids: {"region_id": ids["region_id"], "hours": []},
    "POST /funds": lambda ids: {"key": "new", "source": "budget", "role": ""},
    "POST /funds/{key}/role": lambda ids: {"role": "meals"},
    "funds:role": lambda ids: {"role": "meals"},
    "funds:propose": lambda ids: {
        "month": "2026-12",
        "mark": f"2026-12/{ids['key'].replace('charity', 'own')}/{ids['key']}/300/0/1",
    },
    "POST /elders/{elder_id}/credentials": lambda ids: {"number": "80000777"},
    "POST /holds/{hold_id}/clearing": lambda ids: {"payer": f"fund:{ids['key']}"},
    "POST /holds": lambda ids: {"payer": f"fund:{ids['key']}"},
    "POST /elders/{elder_id}/facts": lambda ids: {"kind": "category", "value": "tekun", "mark": "0"},
    "POST /elders/{elder_id}/facts/preview": lambda ids: {"kind": "category", "value": "tekun"},
    "POST /facts/{fact_id}/end": lambda ids: {"mark": "0"},
    "POST /elders/find": lambda ids: {"id_number": id_number(600)},  # who lives there
    "meals:register": lambda ids: {
        "canteen": ids["canteen_id"],
        "service_on": "2026-12-20",
        "sitting": "dinner",
        "title": "套餐",
        "price": "10",
        "portions": "20",
    },
    "meals:publish": lambda ids: {"canteen": ids["canteen_id"]},
    "meals:withdraw": lambda ids: {"canteen": ids["canteen_id"]},
    "counter:entry": lambda ids: {"press": PRESS, "find": "80000777"},
    "counter:serve": lambda ids: {"press": PRESS, "elder": ids["elder_id"], "meal": ids["meal_id"]},
    "counter:guest": lambda ids: {"press": PRESS, "meal": ids["meal_id"]},
    "counter:undo": lambda ids: {"press": PRESS, "of": ids["check_in_id"]},
    "counter:confirm": lambda ids: {"of": ids["check_in_id"], "reason": "记错了"},
    "counter:cash": lambda ids: _cash(ids) | {"given": "1000"},
    "counter:back": lambda ids: _cash(ids),
    "counter:begin": lambda ids: {"float": "100"},
    "counter:end": lambda ids: {"shift": ids["shift_id"], "counted": "100"},
    "shifts:close": lambda ids: {"counted": "100", "reason": "人已离开", "expected_fen": "10000"},
    "imports:layout": lambda ids: {"sheet": "0", "header": "1", "height": "1", "year": "2026", "column-0": "name"},
    "meals:copy": lambda ids: {"canteen": ids["canteen_id"], "from": "2026-12-07"},
    "meals:publish-all": lambda ids: {"canteen": ids["canteen_id"], "from": "2026-12-07"},
    "organisations:decide": lambda ids: {"choice": "refuse", "answer": "没有打通电话"},
    "staff:decide": lambda ids: {"choice": "refuse", "answer": "不需要"},
    "months:question": lambda ids: {"text": "为什么？"},
    "months:answer": lambda ids: {"text": "因为。", "question": ids["question_id"]},
    "months:hold": lambda ids: {
        "payer": "elder",
        "reason": "待核实",
        "seen": f"2026-12 elder=300,fund:{ids['key']}=0,fund:{ids['key'].removesuffix('charity')}joint=600",
    },
    "months:clear": lambda ids: {"payer": "canteen", "reason": "已核实", "seen": "2026-12 100"},
    "months:swap": lambda ids: {"payer": "canteen", "counts": "她在这里", "waits": "不在那里"},
    "trials:new": lambda ids: NOVEMBER | {"region_id": ids["region_id"], "budget": "open"},
    "elders:id-number": lambda ids: {"reason": "来电核对"},
    "elders:correct-number": lambda ids: {"id_number": id_number(780), "reason": "抄错一位"},
    "elders:register": lambda ids: {"name": "何新", "id_number": id_number(778), "region_id": ids["region_id"]},
    "elders:check": lambda ids: {"id_number": id_number(778)},
    "elders:record": lambda ids: {"what": "category:tekun", "from_on": "2026-12-01"},
    "elders:end": lambda ids: {"until_on": "2026-12-20"},
    "elders:withdraw": lambda ids: {"reason": "登记错了"},
    "elders:death": lambda ids: {"from_on": "2026-12-02"},
    "elders:move": lambda ids: {"kind": "residence", "region": ids["region_id"], "from_on": "2026-12-02"},
    "cards:issue-card": lambda ids: {"number": "80000778"},
    "cards:issue-qr": lambda ids: {"expires_on": "2027-12-01"},
    "cards:block": lambda ids: {"why": "lost"},
    "cards:replace": lambda ids: {"why": "lost", "number": "80000779"},
    "canteens:register": lambda ids: {
        "name": "新食堂",
        "kind": "canteen",
        "region_id": ids["region_id"],
        "organisation_id": ids["organisation_id"],
        "opened_on": "2026-12-20",
        "lunch_opens": "10:30",
        "lunch_closes": "13:00",
    },
    "canteens:hand-over": lambda ids: {"organisation_id": ids["heir_id"], "from_on": "2026-12-20"},
    "canteens:decide": lambda ids: {"choice": "refuse", "answer": "不需要"},
    "canteens:correct": lambda ids: {"name": "老食堂"},
    "organisations:register": lambda ids: {"name": "新主体", "credit_code": CREDIT_CODE},
    "organisations:account": lambda ids: (
        {"bank": "信用社", "number": "62284800777", "from_on": "2027-03-01", "reason": "来函"}
    ),
    "staff:register": lambda ids: {"name": "新人", "login": "new", "password": "a kettle that never boils"},
    "staff:grant": lambda ids: {"role": "manager", "canteen_id": ids["canteen_id"], "from_on": "2026-12-02"},
    "staff:end": lambda ids: {"until_on": "2026-12-20"},
    "staff:reset": lambda ids: {"reason": "当面核对"},
    "devices:enrolment": lambda ids: {"canteen_id": ids["canteen_id"], "name": "侧门"},
    "devices:revocation": lambda ids: {"reason": "坏了"},
    "imports:send": lambda ids: {
        "kind": "elders",
        "region": ids["region_id"],
        "sender": "民政办",
        "file": SimpleUploadedFile("名册.csv", f"姓名,身份证号\n{ids['elder_id']},{id_number(779)}\n".encode()),
    },
}
# An address that names an organisation: one that runs canteens of one town alone, where the other runs both.
INSTEAD: Final = {"organisations:account": {"organisation_id": "heir_id"}}
# What a text of this name reads like, where its schema says no more than that it is text.
TEXTS: Final = {
    "month": "2026-12",
    "digest": "0" * 64,
    "payer": "elder",
    "sitting": "lunch",
    "national_code": "",
    "number": "80000777",
}
# A search that a reader may add to the address of a list, to see whether it looks beyond their own town.
ASKED: Final = {
    "canteen": "canteen_id",
    "region": "region_id",
    "town": "region_id",
    "elder": "elder_id",
    "kiosk": "kiosk_id",
    "meal": "meal_id",
    "books": "books_id",
    "fund": "key",
}


@dataclass(frozen=True)
class Route:
    """One method of one page or address; `key` is its row's in the table of access, `name` what a failure shows."""

    name: str
    key: str
    method: str
    access: Access
    parameters: tuple[str, ...]
    is_api: bool

    def path(self, filled: Filled) -> str:
        """The address with the rows of a town in it."""
        instead = INSTEAD.get(self.key, {})
        given = {name: identity(instead.get(name, name), filled, self.name) for name in self.parameters}
        if not self.is_api:
            return reverse(self.key, kwargs=given)
        return "/api/v1" + self.key.split(" ", 1)[1].format(**given)

    def sent(self, filled: Filled) -> Fields:
        """What is sent: the fields of its schema, and what SENT knows better."""
        known = SENT[self.key](filled.ids) if self.key in SENT else {}
        schema = _body(self.key) if self.is_api else {}
        rest = {name: each for name, each in schema.items() if name not in known}
        return {**{name: _made(name, each, filled, self.name) for name, each in rest.items()}, **known}

    def asked(self, filled: Filled) -> Fields:
        """A query that names rows of a town."""
        if not self.is_api:
            return {name: filled.ids[key] for name, key in ASKED.items()}
        named = {name for name in _query(self.key) if name.endswith("_id")} & set(filled.ids)
        return {**self.needed(filled), **{name: filled.ids[name] for name in named}}

    def needed(self, filled: Filled) -> Fields:
        """What an address cannot do without in its query."""
        if not self.is_api:
            return {}
        return {
            name: _made(name, each["schema"], filled, self.name)
            for name, each in _query(self.key).items()
            if each.get("required")
        }

    def names_a_town(self, filled: Filled) -> bool:
        """Whether anything in the address or in what is sent belongs to a town."""
        sent = self.sent(filled).values() if self.method != "GET" else ()
        return bool(self.parameters) or bool(set(filled.ids.values()) & set(map(str, sent)))


def identity(name: str, filled: Filled, route: str) -> str:
    """What a parameter stands for in a town."""
    if name in filled.ids:
        return filled.ids[name]
    raise AssertionError(
        f"{route}: what is {name!r}? Give tests/access/towns.py a row of it, with its id under that name"
    )


@cache
def routes() -> tuple[Route, ...]:
    """Every page by GET and by POST, every address by its own method."""
    pages = [
        Route(f"{method} {key}", key, method, PAGES[key], parameters, is_api=False)
        for key, parameters in sorted(page_parameters().items())
        for method in ("GET", "POST")
        if key in PAGES  # a page without a row is shut, and tests/house/test_access.py says so
    ]
    addresses = [
        Route(key, key, key.split(" ")[0], access, tuple(_parameters(key)), is_api=True)
        for key, access in ADDRESSES.items()
    ]
    return (*pages, *addresses)


def page_parameters() -> dict[str, tuple[str, ...]]:
    """The names of all pages, each with the parameters in its address."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(entries: Iterable[URLPattern | URLResolver], space: str, outer: tuple[str, ...]) -> None:
        for entry in entries:
            inner = (*outer, *entry.pattern.converters)
            if isinstance(entry, URLResolver):
                if entry.namespace not in {"api", *NAMESPACES}:
                    walk(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space, inner)
            elif entry.name not in UNGUARDED:
                found[f"{space}{entry.name}"] = inner

    walk(get_resolver().url_patterns, "", ())
    return found


def _parameters(key: str) -> list[str]:
    return [part.partition("}")[0] for part in key.split("{")[1:]]


@cache
def _schema() -> Mapping[str, Any]:
    found: Mapping[str, Any] = api.get_openapi_schema()
    return found


@cache
def _operation(key: str) -> Mapping[str, Any]:
    method, path = key.split(" ", 1)
    found: Mapping[str, Any] = _schema()["paths"].get(f"/api/v1{path}", {}).get(method.lower(), {})
    return found


def _body(key: str) -> Mapping[str, Any]:
    """The fields a body needs, by name, each with its schema."""
    content = _operation(key).get("requestBody", {}).get("content", {})
    schema = _resolved(next(iter(content.values()))["schema"]) if content else {}
    return {name: schema["properties"][name] for name in schema.get("required", ())}


def _query(key: str) -> Mapping[str, Any]:
    return {each["name"]: each for each in _operation(key).get("parameters", ()) if each["in"] == "query"}


def _resolved(schema: Any) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _schema()["components"]["schemas"][name]
    if "allOf" in schema or "anyOf" in schema:
        return _resolved((schema.get("allOf") or schema["anyOf"])[0])
    return schema


def _made(name: str, raw: Any, filled: Filled, route: str) -> Any:
    """A value that passes this schema."""
    schema = _resolved(raw)
    if name in filled.ids:
        return filled.ids[name]
    if schema.get("format") == "uuid":
        return identity(name, filled, route)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-12-20"
    if schema.get("format") == "time":
        return "10:30"
    kinds: Mapping[str, Any] = {"integer": 1, "array": [], "object": {}, "boolean": False}
    if schema.get("type") in kinds:
        return kinds[schema["type"]]
    if schema.get("format") == "date-time":
        return "2026-12-02T03:05:00Z"
    return TEXTS.get(name, "word of tests")


NEEDS_A_ROLE: Final = frozenset({Scope.HELD, Scope.CANTEEN, Scope.REGION})
