"""Deeds: who did what, when, from where and why; written once, linked into a hash chain afterwards (D19, S6)."""

from django.db import models

from canteen.models.ids import Row
from canteen.models.staff import Staff
from canteen.models.words import Words


class Deed(Row):
    """One act of one person; immutable, and unchained when written, so that writers never queue on each other."""

    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    reason = Words(max_length=200, blank=True)
    # Never an ID number, a category or a key: deeds are exported (S11).
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="deed_by_subject"),
            models.Index(fields=["at", "id"], name="deed_by_time"),
            models.Index(fields=["staff", "at"], name="deed_by_staff"),
            models.Index(fields=["verb", "at"], name="deed_by_verb"),
            models.Index(fields=["subject_kind", "at"], name="deed_by_kind"),
        ]


class DeedLink(Row):
    """The place of a deed in the chain: its digest covers the deed and the digest before it."""

    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    linked_at = models.DateTimeField()
