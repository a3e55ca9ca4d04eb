"""Forms as data: their fields, what was typed, what is wrong with it in the reader's words; one template draws them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from canteen.core.entry import near_day, plain_text
from canteen.core.errors import Invalid, Problem
from canteen.core.identity import holds_persons_number
from canteen.gateways.pages import in_chinese, problem_words

Choices = Sequence[tuple[str, str]]
TEXT, DAY, TIME, ONE_OF, NUMBER, LONG, TICK, HIDDEN, WORD = (
    "text", "date", "time", "select", "number", "textarea", "checkbox", "hidden", "password",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called, what it takes, and what stands under it to help."""

    name: str
    words: str
    kind: str = TEXT
    needed: bool = True
    choices: Choices = ()
    hint: str = ""
    most: int = 200
    mode: str = ""  # what keyboard a tablet offers: numeric, decimal, tel
    first: bool = False  # where the cursor stands when the page opens: what a scanner types into
    wide: bool = False
    whole: bool = False  # kept sealed, or a code: what may be an ID number in it is not masked
    check: str = ""  # an address that says what is wrong while it is typed; without a script one hears it afterwards
    read: Callable[[str], Any] = str  # from the text to a value; ValueError or a Problem is a mistake


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field as the template draws it."""

    field: Field
    typed: str
    wrong: str

    @property
    def described(self) -> str:
        """What a screen reader reads with the field."""
        parts = [f"{self.field.name}-{part}" for part in ("hint", "wrong") if getattr(self, part)]
        return " ".join(parts)

    @property
    def hint(self) -> str:
        """The help under the field."""
        return self.field.hint


@dataclass(slots=True)
class Form:
    """A form while it is read: `typed` is given back as it came when something is wrong."""

    fields: Sequence[Field]
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    problem: str = ""  # what is wrong with none of the fields in particular

    @property
    def shown(self) -> list[FieldShown]:
        """The fields in their order."""
        return [FieldShown(each, self.typed.get(each.name, ""), self.wrong.get(each.name, "")) for each in self.fields]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong so far."""
        return not (self.wrong or self.problem)

    @property
    def masks(self) -> bool:
        """Whether in some of the words typed there is what may be an ID number: their columns keep it masked (S1)."""
        words = [each for each in self.fields if each.kind in (TEXT, LONG) and each.read is str and not each.whole]
        return any(holds_persons_number(self.typed.get(each.name, "")) for each in words)

    def read(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """Return the value of each field, None where nothing was typed; mistakes are noted, all of them."""
        self.typed = {each.name: typed.get(each.name, "") for each in self.fields}
        return {each.name: self._value(each) for each in self.fields}

    def refuse(self, problem: Problem, at: Mapping[str, str] = {}) -> None:
        """Note why an operation refused: at the fields it names, or at the one that `at` gives for its code."""
        said = problem_words(problem=problem)
        names = {each.name for each in self.fields}
        pointed = [(path, message) for path, message in getattr(problem, "fields", ()) if path in names]
        for path, message in pointed:
            self.wrong[path] = _fault(message)
        if pointed:
            return
        if problem.code in at:
            self.wrong[at[problem.code]] = said
        else:
            self.problem = said

    def _value(self, each: Field) -> Any:
        text = self.typed[each.name].strip() if each.kind != WORD else self.typed[each.name]
        if each.kind == TICK:
            return bool(text)
        if not text:
            if each.needed:
                self.wrong[each.name] = _("请选择。") if each.kind == ONE_OF else _("请填写。")
            return None if each.kind != TEXT or each.read is not str else ""
        try:
            return _checked(each, text)
        except Invalid as no:
            self.wrong[each.name] = problem_words(problem=no)
        except ValueError:
            self.wrong[each.name] = _unread(each)
        return None


def _checked(each: Field, text: str) -> Any:
    plain_text(text.replace("\r", "").replace("\n", "").replace("\t", ""))
    if len(text) > each.most:
        raise ValueError(text)
    if each.kind == ONE_OF and text not in {value for value, _words in each.choices}:
        raise ValueError(text)
    if each.kind == DAY:
        return near_day(date.fromisoformat(text))
    if each.kind == TIME:
        return time.fromisoformat(text)
    if each.kind == NUMBER:
        return int(text)
    return each.read(text)


def _unread(each: Field) -> str:
    said = {
        DAY: _("请填写日期，例如 2026-03-01。"),
        TIME: _("请填写时间，例如 10:30。"),
        ONE_OF: _("请从列出的选项里选。"),
        NUMBER: _("请填写整数。"),
    }
    if each.kind in said:
        return said[each.kind]
    return _("最多 %(most)d 个字，不能有控制字符。") % {"most": each.most}


def ident(text: str) -> UUID:
    """Read an id; ValueError."""
    return UUID(text)


# What operations say of single fields; English readers get it as it is.
_FAULTS: Final = {
    "must be after the present one began": "应晚于现有记录的开始日期。",
    "must be after the day the fact began": "应晚于这条记录的开始日期。",
    "must be after the day the duty began": "应晚于职责的开始日期。",
    "must be after the present tenure began": "应晚于现任运营主体的开始日期。",
    "must be after the present account began": "应晚于现有账户的开始日期。",
    "must be after the day it opened": "应晚于开办日期。",
    "must be after from_on": "应晚于开始日期。",
    "must be after it opens": "结束时间要晚于开始时间，两个都要填。",
    "must serve one sitting at least": "至少填一个餐次。",
    "this role is held in one canteen": "这个角色要选一个食堂，不选区划。",
    "this role is held in one region": "这个角色要选一个区划，不选食堂。",
    "must be within three years": "一次最多三年。",
    "must lie in the region of the policy": "应在政策的适用范围之内。",
    "must lie ahead": "应晚于今天。",
    "must not lie ahead": "不能晚于今天。",
    "must not lie in the past": "不能早于今天。",
    "must lie on the earth": "超出了经纬度的范围。",
    "goes with longitude_e6": "经度和纬度要一起填。",
    "goes with latitude_e6": "经度和纬度要一起填。",
    "is needed for this kind": "这类记录需要选择区划。",
    "must be 6 to 31 digits and capital letters": "卡号应为 6 至 31 位数字或大写字母。",
    "must not be an ID number: a card number is kept in the open": "这里不能填身份证号。",
    "must be 18 digits and capital letters": "应为 18 位数字和大写字母。",
    "name a sitting once": "每个餐次只填一次。",
    "must be small letters and digits, a letter first, parts between single hyphens": (
        "以小写字母开头，只用小写字母、数字和单个连字符，最多 40 个。"
    ),
    "must hold no ID number": "不要写身份证号。",
    "must say why": "请写明原因。",
    "must be 2 to 40 small letters, digits, dots, hyphens": "2 至 40 位小写字母、数字、点或连字符。",
    "must be 4 to 6 digits": "4 至 6 位数字。",
    "must be 8 to 30 digits": "应为 8 至 30 位数字。",
}


def _fault(message: str) -> str:
    return _FAULTS.get(message, message) if in_chinese() else message
