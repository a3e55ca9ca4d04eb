"""Columns of what people type: whoever writes them, what may be an ID number is masked on the way in (S1)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from canteen.core.identity import without_persons_numbers

if TYPE_CHECKING:
    Column = models.CharField[str, str]
else:
    Column = models.CharField


class Words(Column):
    """A column of free text. Its own way to the database masks, so no operation can forget to; nor does any search.

    What cuts a text masks it before: half a number is none that could be known. In migrations it is a CharField.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Return what is written or looked for, as long as it was or shorter."""
        text = super().get_prep_value(value)
        return without_persons_numbers(text) if isinstance(text, str) else text

    def deconstruct(self) -> Any:
        """Return how migrations write this column down: the database knows no difference."""
        name, _, args, named = super().deconstruct()
        return name, "django.db.models.CharField", args, named
