"""Support looks at tables and changes none; nothing sealed, no elder; a town's support sees nothing of other towns."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from canteen.config import inspection
from canteen.config.inspection_words import code_words
from canteen.core.scope import Role
from canteen.models import Staff
from tests.access.towns import two_towns
from tests.county import WORD, County, county

pytestmark = pytest.mark.django_db
SECRET = re.compile(
    r"sealed(?!_at)|digest|lookup|password|secret|evidence|salt|document|body|explanation|detail|reason$"
)
UNSEEN = {"Elder", "Fact", "Credential", "SamePerson", "BankAccount", "ImportRow", "ImportPart", "LogEntry"}

CHINESE = re.compile(r"[\u3400-\u9fff]+")
UNSAID = re.compile(rf"{CHINESE.pattern}|>None<|\+00:00")  # what an English page does not say
# What people named stays as they named it: places, staff, devices, funds, dishes.
OWN_WORDS = re.compile(r'field-(?:name|title)[" ].*?</(?:td|th|div)>', re.DOTALL)
# Tables of which two filled towns hold no row: their lists are looked at, and no row of theirs is tried.
EMPTY = {"DeedLink", "ParkedVoid", "ResetCode", "Seal", "SignInAttempt", "WrongPin"}


@pytest.fixture
def made() -> County:
    return county()


def signed_in(login: str) -> Client:
    client = Client(raise_request_exception=False)
    assert client.post("/login", {"login": login, "password": WORD}).status_code == 302
    return client


def tables() -> dict[type[Any], Any]:
    """What the site shows."""
    return dict(inspection.site()._registry)


def test_only_support_of_the_widest_region_enters(made: County) -> None:
    assert Client().get("/admin/")["Location"].startswith("/login")
    for role in Role:
        assert signed_in(f"here-{role.value}").get("/admin/").status_code == 403
    assert signed_in("founder").get("/admin/").status_code == 200


def test_every_table_can_be_looked_at_and_none_changed() -> None:
    two_towns()  # a row of everything that routes name
    client, empty = signed_in("founder"), set()
    client.cookies["django_language"] = "en"

    def seen(path: str, **asked: str) -> tuple[int, list[str]]:
        answer = client.get(path, asked)
        return answer.status_code, UNSAID.findall(OWN_WORDS.sub("", answer.content.decode()))

    assert seen("/admin/") == (200, [])
    for table, shown in tables().items():
        name = f"admin:{table._meta.app_label}_{table._meta.model_name}"
        assert seen(reverse(f"{name}_changelist"), q="a") == (200, []), name
        assert client.get(reverse(f"{name}_add")).status_code == 403, name
        row = table.objects.first()
        if row is None:
            empty.add(table.__name__)  # of its own page nothing is known
            continue
        assert seen(reverse(f"{name}_changelist")) == (200, []), name
        assert seen(reverse(f"{name}_change", args=[row.pk])) == (200, []), name
        for act in ("change", "delete"):
            assert client.post(reverse(f"{name}_{act}", args=[row.pk]), {"post": "yes"}).status_code == 403, name
        assert shown.actions is None
    assert empty == EMPTY


def said() -> dict[str, str]:
    """What the site calls every room, table, column and code that has words, by where it stands."""
    words: dict[str, object] = {}
    for table, shown in tables().items():
        meta = table._meta
        words |= {meta.app_label: meta.app_config.verbose_name}
        words |= {f"{meta.label} 1": meta.verbose_name, f"{meta.label} 2": meta.verbose_name_plural}
        for column, cell in zip(shown.shown.columns, shown.list_display, strict=True):
            words[f"{meta.label}.{column}"] = cell.short_description
            words |= {
                f"{meta.label}.{column}={code}": each for code, each in code_words(table=table, column=column).items()
            }
    return {where: str(each) for where, each in words.items()}


def test_rooms_tables_columns_and_codes_are_said_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert [where for where, words in said().items() if not CHINESE.search(words)] == []
    with override("en"):
        assert [where for where, words in said().items() if CHINESE.search(words) or not words] == []
        assert (said()["canteen.Region 1"], said()["canteen.Region 2"]) == ("region", "regions")


def test_every_column_of_codes_has_words() -> None:
    assert [
        f"{table._meta.label}.{field.name}"
        for table, shown in tables().items()
        for field in table._meta.concrete_fields
        if field.attname in shown.shown.columns
        if {str(code) for code, _ in field.choices or ()} - set(code_words(table=table, column=field.name))
    ] == []


def test_nothing_sealed_and_no_elder_is_shown(made: County) -> None:
    shown = tables()
    assert {table.__name__ for table in shown} & UNSEEN == set()
    assert [
        f"{table.__name__}.{column}"
        for table, each in shown.items()
        for column in each.shown.columns
        if SECRET.search(column) and (table.__name__, column) not in {("Seal", "digest"), ("CheckIn", "reason")}
    ] == []
    assert {
        column for each in shown.values() for column in each.shown.columns if "elder" in column or "person" in column
    } == set()


def test_what_a_row_keeps_to_itself_is_not_on_its_page(made: County) -> None:
    client, staff = signed_in("founder"), Staff.objects.get(login="here-clerk")
    page = client.get(reverse("admin:canteen_staff_change", args=[staff.pk])).content.decode()
    assert ("here-clerk" in page, staff.password in page) == (True, False)


@pytest.mark.parametrize("column", ["password", "pin_digest", "login", "duties__role"])
def test_no_address_asks_what_an_unseen_column_begins_with(made: County, column: str) -> None:
    client, address = signed_in("founder"), reverse("admin:canteen_staff_changelist")
    said = [client.get(address, {f"{column}__startswith": text}).status_code for text in ("", "a", "md5")]
    assert said == [400] * 3
    chosen = client.get(reverse("admin:canteen_duty_changelist"), {"role__exact": "clerk"})
    assert chosen.status_code == 200


def test_it_neither_signs_in_nor_sets_passwords(made: County) -> None:
    client = signed_in("founder")
    assert [client.get(f"/admin/{path}/").status_code for path in ("login", "logout", "password_change")] == [404] * 3


def test_its_pages_hold_nothing_inline(made: County) -> None:
    client = signed_in("founder")
    for name in ("index", "canteen_staff_changelist"):
        page = client.get(reverse(f"admin:{name}")).content.decode()
        assert re.findall(r"<style|<script(?![^>]* src=)(?![^>]*application/json)| style=| on[a-z]+=\"", page) == []


def test_all_apps_but_the_rooms_show_nothing() -> None:
    assert {table._meta.app_label for table in tables()} == {"canteen", "ordering", "settlement", "kiosk"}
    assert apps.is_installed("django.contrib.admin")
