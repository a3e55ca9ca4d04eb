"""Every column of text says whether people type into it: those mask what may be an ID number, on every way in (S1)."""

import pytest
from django.apps import apps
from django.db import models

from canteen.models import Sender
from canteen.models.sql import insert, insert_many, send
from canteen.models.words import Words
from tests.county import NOW, county, id_number
from tests.house.source import ROOMS

# Written by the program alone, or of a form that is asked for: codes, digests, keys, and ids inside documents.
CODES = {
    "canteen.Canteen": {"key", "sorts_as"},
    "canteen.ColumnMap": {"columns", "kind", "signature"},
    "canteen.Credential": {"code"},
    "canteen.Deed": {"address", "detail", "subject_kind", "verb"},
    "canteen.DeedLink": {"digest"},
    "canteen.Elder": {"id_number_lookup", "initials", "phone_tail_lookup", "sorts_as"},
    "canteen.Fact": {"value_lookup"},
    "canteen.Import": {"content_lookup", "notice", "shown_digest"},
    "canteen.ImportRow": {"columns", "content_lookup", "key_lookup", "named_lookup", "plan_lookup"},
    "canteen.Organisation": {"credit_code", "sorts_as"},
    "canteen.Region": {"key"},
    "canteen.RegionCode": {"code"},
    "canteen.ResetCode": {"code_digest"},
    "canteen.SignInAttempt": {"login_lookup"},
    "canteen.Staff": {"login", "password", "pin_digest", "sorts_as"},
    "kiosk.CheckIn": {"evidence", "fingerprint", "reason"},
    "kiosk.EnrolCode": {"code_digest"},
    "kiosk.Kiosk": {"secret_digest"},
    "kiosk.PriceList": {"salt", "sitting"},
    "settlement.Account": {"address"},
    "ordering.Meal": {"package"},
    "settlement.Books": {"silent_kiosks"},
    "settlement.Claim": {"limit_key", "period"},
    "settlement.Entry": {"explanation"},
    "settlement.Fund": {"key", "role"},
    "settlement.Hold": {"reason"},
    "settlement.Policy": {"digest", "document"},
    "settlement.Seal": {"body", "digest"},
    "settlement.Touching": {"decided_mark", "list_digest", "mark", "sums"},
    "settlement.Trial": {"budget", "digest", "document", "notice", "result"},
}


def plain_columns() -> dict[str, set[str]]:
    """Return the columns of text that neither mask nor hold one of a few words, by table."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS:
            continue
        texts = [
            column
            for column in model._meta.local_concrete_fields
            if isinstance(column, models.CharField | models.TextField | models.JSONField)
        ]
        plain = {column.name for column in texts if not isinstance(column, Words) and not column.choices}
        if plain:
            found[model._meta.label] = plain
    return found


def test_every_column_of_text_masks_or_is_no_free_text() -> None:
    assert plain_columns() == CODES


@pytest.mark.django_db
def test_no_way_to_the_database_leads_around_the_mask() -> None:
    region_id = county().here.region_id
    typed = [f"民政科 {id_number(number)}" for number in range(130, 135)]
    masked = [f"民政科 33**************{text[-2:]}" for text in typed]
    one, other, third, fourth = (Sender(region_id=region_id, name=text, recorded_at=NOW) for text in typed[:4])
    one.save()
    Sender.objects.bulk_create([other])
    insert_many([third])
    send(insert([fourth]))
    assert list(Sender.objects.order_by("id").values_list("name", flat=True)) == masked[:4]
    assert Sender.objects.filter(name=typed[0]).update(name=typed[4]) == 1
    other.name = typed[4][:3] + typed[1]
    Sender.objects.bulk_update([other], ["name"])
    rewritten = [masked[4], masked[4][:3] + masked[1]]
    assert list(Sender.objects.order_by("id").values_list("name", flat=True)) == [*rewritten, *masked[2:4]]
