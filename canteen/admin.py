"""What support may look at in this room, and change nowhere: places, staff, sign-ins, imports; no elder."""

from typing import Final

from canteen.gateways.inspection import Shown
from canteen.models import (
    Canteen,
    Deed,
    DeedLink,
    Duty,
    Hours,
    Import,
    Organisation,
    Region,
    RegionParent,
    ResetCode,
    SignInAttempt,
    Staff,
    Tenure,
)

DAYS: Final = ("from_on", "until_on")
SHOWN: Final = (
    Shown(Region, ("number", "key", "name", "level", "id"), found_by=("key", "name", "id"), filters=("level",)),
    Shown(RegionParent, ("region_id", "parent_id", *DAYS, "id"), found_by=("region__id", "parent__id")),
    Shown(Organisation, ("name", "credit_code", "id"), found_by=("name", "credit_code", "id")),
    Shown(
        Canteen,
        ("key", "name", "region_id", "opened_on", "closed_on", "id"),
        found_by=("key", "name", "id"),
    ),
    Shown(Hours, ("canteen_id", "sitting", "opens", "closes", *DAYS, "id"), found_by=("canteen__id",)),
    Shown(Tenure, ("canteen_id", "organisation_id", *DAYS, "id"), found_by=("canteen__id", "organisation__id")),
    Shown(Staff, ("login", "name", "is_active", "last_login", "id"), found_by=("login", "name", "id")),
    Shown(Duty, ("staff_id", "role", "region_id", "canteen_id", *DAYS, "id"), ("staff__id", "id"), ("role",)),
    Shown(ResetCode, ("staff_id", "made_by_id", "made_at", "expires_at", "used_at", "id"), ("staff__id",)),
    Shown(SignInAttempt, ("at", "id")),
    Shown(Import, ("kind", "state", "region_id", "byte_count", "rows_read", "rows_wrong", "made_at", "ended_at", "id")),
    Shown(Deed, ("at", "staff_id", "verb", "subject_kind", "subject_id", "id"), ("subject_id", "id")),
    Shown(DeedLink, ("sequence", "deed_id", "linked_at", "id"), ("deed__id",)),
)
