"""Identifiers: UUIDv7, so that rows of one time lie together in every index (D1)."""

import uuid

from django.db import models
from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a fresh UUIDv7."""
    return uuid7()


class Row(models.Model):
    """A table whose key is a UUIDv7 made by the application, known before anything is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """A row is called by its id: nobody by name."""
        return str(self.pk)
