"""Rows of immutable tables refuse every way of changing them (R2), approved policies all but one (R11)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from canteen.models import Deed, DeedLink
from canteen.models.ids import new_id
from kiosk.models import PriceList
from settlement.models import Books, Entry, Policy, Question, QuestionedMeal, Seal, SealedSums
from tests.house.test_triggers import IMMUTABLE
from tests.kiosk.attempts import card, take
from tests.town import DAY, DOCUMENT, Town, at, small_town

Change = Callable[[type[models.Model], str], object]
MODELS = {model._meta.db_table: model for model in apps.get_models()}


@pytest.fixture
def town() -> Town:
    return small_town(elders=1)


@pytest.fixture
def rows(town: Town) -> Iterator[None]:
    """One row at least in every immutable table; each is there, unchanged, when the test is over."""
    PriceList.objects.create(canteen=town.canteens[0], service_on=DAY, sitting="lunch", made_at=at(11), salt="00")
    take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(11, 5))
    question = Question.objects.create(books=Books.objects.get(), asked_by=town.clerk, asked_at=at(19), text="?")
    QuestionedMeal.objects.create(question=question, entry=Entry.objects.get())
    Seal.objects.create(books=Books.objects.get(), body="{}", digest="0" * 64, sealed_at=at(20))
    SealedSums.objects.create(
        books=Books.objects.get(), meals=1, elder_fen=4, canteen_fen=3, funds_fen=2, suspense_fen=1, others_fen=0
    )
    deed = Deed.objects.create(at=at(11), staff=town.clerk, verb="look", subject_kind="canteen", subject_id=new_id())
    DeedLink.objects.create(deed=deed, sequence=1, digest="0" * 64, linked_at=at(12))
    before = {table: list(MODELS[table]._default_manager.order_by("pk").values()) for table in IMMUTABLE}
    yield
    assert {table: list(MODELS[table]._default_manager.order_by("pk").values()) for table in IMMUTABLE} == before


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _column(model: type[models.Model]) -> str:
    """A column that can be set to itself."""
    return next(str(field.column) for field in model._meta.concrete_fields if not field.primary_key)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def _save(model: type[models.Model], table: str) -> None:
    model._default_manager.all()[0].save(force_update=True)


def _queryset_update(model: type[models.Model], table: str) -> None:
    column = _column(model)
    model._default_manager.update(**{column: models.F(column)})


def _upsert(model: type[models.Model], table: str) -> None:
    model._default_manager.bulk_create(
        model._default_manager.all()[:1],
        update_conflicts=True,
        update_fields=[_column(model).removesuffix("_id")],
        unique_fields=["pk"],
    )


CHANGES: dict[str, Change] = {
    "UPDATE of one row": lambda model, table: run(
        f'UPDATE {table} SET "{_column(model)}" = "{_column(model)}" WHERE id = (SELECT id FROM {table} LIMIT 1)'
    ),
    "UPDATE of all": lambda model, table: run(f'UPDATE {table} SET "{_column(model)}" = "{_column(model)}"'),
    "DELETE": lambda model, table: run(f"DELETE FROM {table}"),
    "instance.save": _save,
    "QuerySet.update": _queryset_update,
    "QuerySet._raw_delete": lambda model, table: model._default_manager.all()._raw_delete("default"),
    "bulk_update": lambda model, table: model._default_manager.bulk_update(
        model._default_manager.all()[:1], [_column(model).removesuffix("_id")]
    ),
    "upsert": _upsert,
}


@pytest.mark.django_db
@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("way", CHANGES)
@pytest.mark.parametrize("table", sorted(IMMUTABLE))
def test_an_immutable_row_refuses(table: str, way: str) -> None:
    with pytest.raises(IntegrityError, match=f"immutable: rows of {table} are never changed"), transaction.atomic():
        CHANGES[way](MODELS[table], table)


@pytest.mark.django_db
@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("table", sorted(IMMUTABLE))
def test_an_immutable_row_refuses_to_be_deleted_with_django(table: str) -> None:
    """What hangs on the row protects it, or its trigger does."""
    for row in MODELS[table]._default_manager.all():
        with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
            row.delete()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        MODELS[table]._default_manager.all().delete()


@pytest.mark.django_db
@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("table", sorted(IMMUTABLE))
def test_no_cascade_reaches_an_immutable_row(table: str) -> None:
    above = [
        (field, getattr(row, field.name))
        for field in MODELS[table]._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        for row in MODELS[table]._default_manager.all()
    ]
    assert {field.remote_field.on_delete for field, _ in above} <= {models.PROTECT}
    for field, parent in above:
        if parent is not None:
            with (
                pytest.raises(ProtectedError, match=rf"'{MODELS[table].__name__}\.{field.name}'"),
                transaction.atomic(),
            ):
                parent.delete()


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("table", sorted(IMMUTABLE))
@pytest.mark.parametrize("truncated", ["itself", "canteen_canteen", "canteen_staff", "settlement_policy"])
def test_truncate_is_refused(table: str, truncated: str) -> None:
    """Also with CASCADE from far above."""
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or the fresh rows' own foreign keys stand in the way
    name = table if truncated == "itself" else truncated
    with pytest.raises(IntegrityError, match=r"immutable: rows of \w+ are never changed"), transaction.atomic():
        run(f"TRUNCATE {name} CASCADE")


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
@pytest.mark.parametrize("table", sorted(IMMUTABLE))
def test_replace_is_refused(table: str, verb: str) -> None:
    columns = _columns(MODELS[table])
    with pytest.raises(IntegrityError, match=f"immutable: rows of {table}"), transaction.atomic():
        run(f"{verb} INTO {table} ({columns}) SELECT {columns} FROM {table}")


# --- approved policies ------------------------------------------------------------------------------------------------


CHECKED: dict[str, Any] = {"state": "checked", "approved_by": None, "approved_at": None, "checked_at": at(7)}


def version(town: Town, number: int, **more: Any) -> Policy:
    """One more version of the town's policy, approved unless the test says otherwise."""
    given = {
        "region": town.region,
        "scope": town.region.number,
        "version": number,
        "document": DOCUMENT,
        "digest": "0" * 64,
        "from_on": DAY,
        "state": "approved",
        "made_by": town.clerk,
        "made_at": at(6),
        "approved_by": town.second,
        "approved_at": at(7),
    }
    return Policy(**(given | more))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"document": {"format": "other"}},
        {"digest": "1" * 64},
        {"from_on": DAY},
        {"version": 9},
        {"scope": 9},
        {"made_at": at(9)},
        {"approved_at": at(9)},
        {"sent_back": "为什么"},
        {"state": "draft", "approved_by": None, "approved_at": None},
        {"state": "withdrawn", "approved_by": None, "approved_at": None},
        {"until_on": None},
        {"until_on": DAY + timedelta(days=31)},
    ],
)
def test_an_approved_policy_refuses_any_change_but_an_earlier_end(town: Town, change: dict[str, Any]) -> None:
    Policy.objects.update(until_on=DAY + timedelta(days=30))
    Policy.objects.update(until_on=DAY + timedelta(days=20))
    before = Policy.objects.values().get()
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Policy.objects.update(**change)
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Policy.objects.all()._raw_delete("default")
    assert Policy.objects.values().get() == before
    assert before["until_on"] == DAY + timedelta(days=20)


@pytest.mark.django_db
def test_an_approved_policy_keeps_who_made_it_and_its_region(town: Town) -> None:
    changes: list[dict[str, Any]] = [{"made_by": town.counter}, {"region": town.district}]
    for change in changes:
        with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
            Policy.objects.update(**change)
    assert [(row.made_by_id, row.region_id) for row in Policy.objects.all()] == [(town.clerk.id, town.region.id)]


@pytest.mark.django_db
def test_a_draft_may_be_changed_and_dropped(town: Town) -> None:
    draft = version(town, 2, state="draft", approved_by=None, approved_at=None)
    draft.save(force_insert=True)
    draft.digest = "2" * 64
    draft.save()
    draft.delete()
    assert Policy.objects.count() == 1
