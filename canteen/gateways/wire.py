"""What comes in over the wire: the base of every body, and values that are checked as they arrive."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict

from canteen.core.entry import near_day, plain_text

Text = Annotated[str, AfterValidator(plain_text)]
Day = Annotated[date, AfterValidator(near_day)]


class Sent(Schema):
    """A body: a key that is not expected is a mistake, and never passed over."""

    model_config = ConfigDict(extra="forbid")


class Made(Schema):
    """What was registered can be asked for under this id."""

    id: UUID


class Reason(Sent):
    """Why it is done; stands in the deed."""

    reason: Text = ""
