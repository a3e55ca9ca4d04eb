"""The kinds of no: NotFound, Conflict, Refused, Unavailable and Invalid; no HTTP in here.

Expected outcomes (a repeat, a quarantine) are returned values. An exception means that nothing was done. A concrete
error is declared beside the function that raises it:

    class NoSuchMeal(NotFound):
        \"\"\"This meal is not registered.\"\"\"

        code = "no-such-meal"
        zh = "没有登记这份供餐"

The docstring is the English message, `zh` the words for Chinese screens, `code` what programs compare. None of the
three may hold a name, a number or anything else of a person: they go to clients and logs as they are (S11). An error
that has to name a day gives its own `zh` and `message` to each that is raised.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Field = tuple[str, str]


class Problem(Exception):
    """This cannot be done."""

    kind: ClassVar[str] = "refused"
    code: ClassVar[str] = "problem"
    zh: str = "无法完成"

    def __init_subclass__(cls) -> None:
        """Hold every error to a message of its own and a code that clients can compare, at import time."""
        super().__init_subclass__()
        if not (cls.__doc__ or "").strip():
            raise TypeError(f"{cls.__qualname__}: an error's docstring is its message")
        if not _CODE.fullmatch(cls.code):
            raise TypeError(f"{cls.__qualname__}: code {cls.code!r} is not lower-case words joined by hyphens")

    def __init__(self, detail: str = "") -> None:
        """`detail` is for logs and staff: an id, a file name; never anything about an elder."""
        super().__init__(detail)
        self.detail = detail

    @property
    def message(self) -> str:
        """The English message: the first paragraph of the class's docstring."""
        return " ".join((type(self).__doc__ or "").strip().split("\n\n")[0].split())

    def __str__(self) -> str:
        return f"{self.message} ({self.detail})" if self.detail else self.message


class NotFound(Problem):
    """There is no such thing, or it lies outside what you may see."""

    kind = "not_found"
    code = "not-found"
    zh = "没有找到"


class Conflict(Problem):
    """It was changed or done by somebody else in the meantime."""

    kind = "conflict"
    code = "conflict"
    zh = "与现有记录冲突"


class Refused(Problem):
    """You may not do this."""

    kind = "refused"
    code = "refused"
    zh = "没有权限"


class Unavailable(Problem):
    """This does not answer right now; try again later."""

    kind = "unavailable"
    code = "unavailable"
    zh = "暂时无法使用，请稍后再试"


class Invalid(Problem):
    """What was sent is not valid."""

    kind = "invalid"
    code = "invalid"
    zh = "填写的内容有误"

    def __init__(self, fields: Iterable[Field] = (), detail: str = "") -> None:
        """`fields` are (path, message) pairs: every mistake found, not only the first one."""
        super().__init__(detail)
        self.fields: tuple[Field, ...] = tuple(fields)

    def __str__(self) -> str:
        listed = "; ".join(f"{path}: {message}" for path, message in self.fields)
        return f"{super().__str__()} {listed}" if listed else super().__str__()
