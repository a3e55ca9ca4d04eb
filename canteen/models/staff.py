"""People who work, the dated duties that say what they may do and where, and failed sign-ins."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from canteen.core.scope import Role
from canteen.models.ids import Row
from canteen.models.places import Canteen, Dated, Region, ordered_days
from canteen.models.words import Words


class Staff(Row, AbstractBaseUser):
    """A person who works for a canteen, a town or a district; logs in by name and word, unlocks a strip by PIN."""

    login = models.CharField(max_length=40, unique=True)
    name = Words(max_length=60)
    sorts_as = models.CharField(max_length=240, default="", blank=True)
    pin_digest = models.CharField(max_length=128, blank=True)
    is_active = models.BooleanField(default=True)
    # Somebody else made the password and knows it: its owner sets another before anything else.
    is_password_given = models.BooleanField(default=False)
    # Whose code or first password led to the present one, and when that was used: a change of one's own keeps both.
    password_set_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    password_set_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="staff_by_name"),
            models.Index(fields=["sorts_as", "id"], name="staff_by_pinyin"),
        ]
        constraints = [
            models.CheckConstraint(
                name="password_set_by_at_once",
                condition=Q(password_set_by__isnull=True, password_set_at__isnull=True)
                | Q(password_set_by__isnull=False, password_set_at__isnull=False),
            ),
        ]


class Duty(Row, Dated):
    """One role of one person in one region or one canteen, for a period."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    canteen = models.ForeignKey(Canteen, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            ordered_days("duty_days"),
            models.CheckConstraint(
                name="duty_in_one_place",
                condition=Q(region__isnull=True, canteen__isnull=False) | Q(region__isnull=False, canteen__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["role", "staff"], name="duty_by_role")]


class ResetCode(Row):
    """A code with which somebody who has lost a password sets a new one, once; its digest alone is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Who can hand out codes must not thereby become anybody: one's own is made by somebody else.
            models.CheckConstraint(name="reset_code_by_another", condition=~Q(staff=F("made_by"))),
        ]


class SignInAttempt(Row):
    """A sign-in that has not succeeded; too many in a quarter of an hour lock the name (S9). Removed on success."""

    # A keyed hash: people type their password where the name belongs, and unknown names are tried too.
    login_lookup = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login_lookup", "at"], name="sign_in_by_login")]
