"""Watches every write of the whole suite: a row is written by `<owner>/operations`, by a migration, or by a test.

The reading of source in test_writes.py sees a call that no test runs; this sees an instance that crossed a room and is
saved there, which no reading of source can.
"""

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from django.db import models

ROOMS = ("canteen", "ordering", "settlement", "kiosk")


class WrittenByStranger(AssertionError):
    """A row was written outside the operations of the room that owns its table."""


def writer(owner: str) -> str | None:
    """Return the module that wrote a table of `owner`, or None where a part of Django writes for itself.

    Django, this module and the owner's tables (a manager, the statements of `canteen.models.sql`) only hand down.
    """
    hands_down = ("django.", "contextlib", __name__, f"{owner}.models", "canteen.models.sql")
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("django.contrib."):  # signing in notes last_login; sessions keep themselves
            return None
        if not module.startswith(hands_down):
            return module
        frame = frame.f_back
    return None


def is_stranger(module: str | None, owner: str) -> bool:
    """Say whether `module` may not write a table of `owner`; only modules of the four rooms can be strangers."""
    if module is None or owner not in ROOMS or module.split(".")[0] not in ROOMS:
        return False
    return not module.startswith((f"{owner}.operations", f"{owner}.migrations"))


def _check(model: type[models.Model]) -> None:
    owner = model._meta.app_label
    module = writer(owner)
    if is_stranger(module, owner):
        raise WrittenByStranger(f"{module} writes {model._meta.label}; only {owner}.operations may")


def _watched(write: Callable[..., Any], model_of: Callable[[Any], type[models.Model]]) -> Callable[..., Any]:
    @functools.wraps(write)  # keeps alters_data and queryset_only, which managers and templates ask for
    def watched(subject: Any, *args: Any, **kwargs: Any) -> Any:
        _check(model_of(subject))
        return write(subject, *args, **kwargs)

    return watched


@contextlib.contextmanager
def owners_alone_write() -> Iterator[None]:
    """Hold the law while the block runs."""
    from canteen.models import sql

    writes: tuple[tuple[Any, str, Callable[[Any], type[models.Model]]], ...] = (
        (models.Model, "save_base", type),
        (models.Model, "delete", type),
        (models.QuerySet, "update", lambda rows: rows.model),
        (models.QuerySet, "delete", lambda rows: rows.model),
        (models.QuerySet, "bulk_create", lambda rows: rows.model),
        (models.QuerySet, "bulk_update", lambda rows: rows.model),
        (sql, "_columns", lambda model: model),  # what every INSERT of the hot path asks first
    )
    before = [(place, name, getattr(place, name)) for place, name, _ in writes]
    for place, name, model_of in writes:
        setattr(place, name, _watched(getattr(place, name), model_of))
    try:
        yield
    finally:
        for place, name, write in before:
            setattr(place, name, write)
