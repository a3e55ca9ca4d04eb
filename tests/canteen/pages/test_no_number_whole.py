"""What is shown and taken home of a list says no ID number whole, not even a mistyped one (S1)."""

import io
import unicodedata
import zipfile

import pytest
from django.apps import apps

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Deed, Fact
from tests.canteen.imports.browser import HEAD, confirm, send, signed_in, words
from tests.canteen.imports.desk import applied, read
from tests.canteen.sheets import xlsx
from tests.county import DAY, County, county, id_number
from tests.house.source import ROOMS

pytestmark = pytest.mark.django_db

SOUND = id_number(120)
MISTYPED = SOUND[:16] + str((int(SOUND[16]) + 1) % 10) + SOUND[17]  # a check digit that does not fit
SHORT = SOUND[:6] + SOUND[8:17]  # fifteen digits
MISSING = SOUND[:9] + SOUND[10:]
IN_GROUPS = f"{id_number(121)[:6]} {id_number(121)[6:14]}-{id_number(121)[14:]}"
WIDE = id_number(122).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
NUMBERS = (SOUND, MISTYPED, SHORT, MISSING, id_number(121), id_number(122), id_number(123))
ROWS = [
    HEAD,
    *[
        (number, "王桂英", typed, "火星村")
        for number, typed in enumerate((SOUND, MISTYPED, SHORT, MISSING, IN_GROUPS), 1)
    ],
    (6, f"王桂英 {WIDE}", id_number(123), "火星村"),
]


@pytest.fixture
def made() -> County:
    return county()


def whole(text: str) -> list[str]:
    """Which numbers stand in a text, whatever stands between their digits."""
    digits = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))
    return [number for number in NUMBERS if number in digits]


def inside(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_a_list_with_mistakes_is_shown_and_taken_home_without_numbers(made: County) -> None:
    clerk = signed_in(made.here.staff[Role.CLERK])
    address = send(clerk, made.here.region_id, xlsx(ROWS))
    seen = {page: words(clerk, f"{address}{page}") for page in ("", "?header=2", "?header=7&height=2")}
    confirm(clerk, address)
    read()
    seen |= {page: words(clerk, f"{address}{page}") for page in ("?outcome=wrong", "?outcome=all")}
    seen |= {page: inside(clerk.get(f"{address}{page}").getvalue()) for page in ("/mistakes", "/differences")}
    assert {page: found for page, text in seen.items() if (found := whole(text))} == {}
    assert seen["/mistakes"].count("火星村") >= len(ROWS) - 1
    assert f"{SOUND[:2]}**************{SOUND[-2:]}" in seen["/mistakes"]
    assert whole(str(list(Deed.objects.values()))) == []


def test_headings_of_a_list_read_one_row_too_low_are_masked_too(made: County) -> None:
    """Whose row is taken for the header has a name and a number in it."""
    clerk = signed_in(made.here.staff[Role.CLERK])
    address = send(clerk, made.here.region_id, xlsx(ROWS))
    columns = {"column-1": "name", "column-2": "id_number", "column-3": "region"}
    posted = {"sheet": "0", "header": "2", "height": "1", "year": "2026", **columns}
    assert clerk.post(f"{address}/columns", posted)["Location"] == address
    read()
    assert whole(inside(clerk.get(f"{address}/mistakes").getvalue())) == []


def everything() -> str:
    """All that stands in the open in every table; what is sealed is bytes."""
    models = (model for model in apps.get_models() if model._meta.app_label in ROOMS)
    rows = (row for model in models for row in model._default_manager.values_list())
    return "\n".join(f"{value}" for row in rows for value in row if not isinstance(value, bytes | memoryview))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"{id_number(1)}43", f"33**************{id_number(1)[-2:]}**"),
        (f"残疾证 {id_number(1)[:6]} {id_number(1)[6:14]} {id_number(1)[14:]}4B", None),
        (SHORT, f"33***********{SHORT[-2:]}"),
        (MISTYPED, f"33**************{MISTYPED[-2:]}"),
    ],
)
def test_a_certificates_number_stands_whole_in_no_table_page_or_answer(
    made: County, typed: str, kept: str | None
) -> None:
    """A disability certificate's number is the ID number and two digits: its column is guessed by its heading."""
    elder_id, clerk = made.here.elders[0], signed_in(made.here.staff[Role.CLERK])
    head = ("姓名", "身份证号", "类别", "享受起始日", "残疾证号", "批准单位")
    row = ("张一兰", id_number(1), "低保", DAY, typed, f"经办 {typed}")
    import_id = applied(made, Kind.FACTS, [head, row])
    said = Fact.objects.get(elder=elder_id, kind="category")
    assert ("*" * 11 in said.evidence, "*" * 11 in said.granted_by) == (True, True)
    assert kept in (None, said.evidence)
    fact = {"kind": "category", "value": "tekun", "from_on": f"{DAY}", "evidence": typed, "reason": f"本人 {typed}"}
    told = clerk.post(f"/api/v1/elders/{elder_id}/facts", fact, content_type="application/json")
    assert told.status_code == 201, told.content
    pages = ("/elders", f"/elders/{elder_id}", f"/imports/{import_id}", f"/imports/{import_id}?outcome=all")
    seen = {page: words(clerk, page) for page in (*pages, f"/api/v1/elders/{elder_id}")}
    seen["/differences"] = inside(clerk.get(f"/imports/{import_id}/differences").getvalue())
    seen["/deeds"] = words(signed_in(made.here.staff[Role.AUDITOR]), "/deeds")
    digits = (id_number(1), *NUMBERS)
    close = {page: "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))) for page, text in seen.items()}
    close["database"] = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", everything())))
    assert {page: found for page, text in close.items() if (found := [each for each in digits if each in text])} == {}
