"""A draft as the editor's page shows it: every field with its name, its value and what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.core.categories import CATEGORIES, category_words
from canteen.gateways.pages import in_chinese
from settlement.core.editing import Draft
from settlement.core.editing.cards import Band, Bearer, Layer, Limit, Tier
from settlement.core.editing.terms import Amount, Who
from settlement.core.policy.parse import AGE_REACHED
from settlement.views.editor_form import lines_of
from settlement.views.editor_mistakes import Wrong

Words = Mapping[str, Any]
LINES: Final[Words] = {
    "set": gettext_lazy("套餐"),
    "extra": gettext_lazy("加菜"),
    "weighed": gettext_lazy("称重"),
    "delivery": gettext_lazy("送餐费"),
}
SITTINGS: Final[Words] = {
    "breakfast": gettext_lazy("早餐"),
    "lunch": gettext_lazy("午餐"),
    "dinner": gettext_lazy("晚餐"),
}
DAYS: Final[Words] = {
    "workday": gettext_lazy("工作日"),
    "day_off": gettext_lazy("休息日"),
    "statutory_holiday": gettext_lazy("法定节日当天"),
}
MODES: Final[Words] = {
    "dine_in": gettext_lazy("堂食"),
    "take_away": gettext_lazy("自取"),
    "delivery": gettext_lazy("送餐"),
}
KINDS: Final[Words] = {
    "fixed": gettext_lazy("定额"),
    "down_to": gettext_lazy("补到老人只付"),
    "percent": gettext_lazy("按比例"),
    "raw": gettext_lazy("原文"),
}
BASES: Final[Words] = {
    "price": gettext_lazy("原价的"),
    "left": gettext_lazy("余额的"),
    "discounted": gettext_lazy("折后价的"),
}
ROUNDINGS: Final[Words] = {
    "down": gettext_lazy("舍去零头"),
    "half_up": gettext_lazy("四舍五入到分"),
    "up": gettext_lazy("进到分"),
}
PICKS: Final[Words] = {
    "": gettext_lazy("不分档"),
    "first": gettext_lazy("按顺序取第一个符合的"),
    "highest": gettext_lazy("就高不就低"),
}
THENS: Final[Words] = {
    "next": gettext_lazy("下一层补上"),
    "canteen": gettext_lazy("食堂承担"),
    "elder": gettext_lazy("老人承担"),
    "hold": gettext_lazy("暂挂，等人处理"),
}
LAST_THENS: Final[Words] = {name: THENS[name] for name in ("canteen", "hold")}
PERIODS: Final[Words] = {
    "sitting": gettext_lazy("每餐次"),
    "day": gettext_lazy("每天"),
    "week": gettext_lazy("每自然周"),
    "month": gettext_lazy("每月"),
    "quarter": gettext_lazy("每季度"),
    "year": gettext_lazy("每年"),
    "ever": gettext_lazy("一共"),
}
COUNTS: Final[Words] = {
    "": gettext_lazy("请选择"),
    "paid": gettext_lazy("按实付计入"),
    "asked": gettext_lazy("按补贴额计入"),
    "every_meal": gettext_lazy("每一餐都计次"),
}
SAME: Final[Words] = {
    "": gettext_lazy("不限"),
    "registered:village": gettext_lazy("户籍与食堂同村居"),
    "registered:town": gettext_lazy("户籍与食堂同镇街"),
    "registered:district": gettext_lazy("户籍与食堂同区县"),
    "registered:city": gettext_lazy("户籍与食堂同市"),
    "resident:village": gettext_lazy("居住与食堂同村居"),
    "resident:town": gettext_lazy("居住与食堂同镇街"),
    "resident:district": gettext_lazy("居住与食堂同区县"),
    "resident:city": gettext_lazy("居住与食堂同市"),
}
REACHED: Final[Words] = {
    "": gettext_lazy("请选择"),
    "birthday": gettext_lazy("生日当天"),
    "next_day": gettext_lazy("生日次日（周岁）"),
    "this_month": gettext_lazy("生日当月一日"),
    "next_month": gettext_lazy("生日次月一日"),
    "this_year": gettext_lazy("当年一月一日"),
}
MAY_RAISE: Final[Words] = {
    "": gettext_lazy("没有写明（不可以）"),
    "no": gettext_lazy("不可以"),
    "yes": gettext_lazy("可以"),
}
assert set(REACHED) == {"", *AGE_REACHED}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field with its choices: (value, words, whether it is chosen)."""

    name: str
    choices: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What fields may be filled with: payers with their names, and what regions and canteens are called."""

    payers: Mapping[str, str]
    regions: Mapping[str, str]
    canteens: Mapping[str, str]
    wrongs: Sequence[Wrong] = ()

    def draft(self, draft: Draft) -> dict[str, Any]:
        """The whole page's context."""
        limits = {card.fields.id: _limit_words(card.fields) for card in draft.limits or () if card.fields is not None}
        return {
            "draft": draft,
            "notes": "\n".join(draft.notes),
            "reached": one_of("age_reached", draft.age_reached, REACHED),
            "may_raise": one_of("may_raise_elder", draft.may_raise_elder, MAY_RAISE),
            "gap": self._bearer("gap", draft.gap, LAST_THENS, {**self.payers, "suspense": _("暂挂")}),
            "regions": lines_of(draft.regions),
            "canteens": lines_of(draft.canteens),
            "limited": draft.limits is not None,
            "layers": [
                self._placed(f"layers.{n}", len(draft.layers), n, card)
                | ({} if card.fields is None else self._layer(f"layers.{n}", card.fields, limits))
                for n, card in enumerate(draft.layers)
            ],
            "bands": [
                self._placed(f"bands.{n}", len(draft.bands), n, card)
                | ({} if card.fields is None else self._band(f"bands.{n}", card.fields, limits))
                for n, card in enumerate(draft.bands)
            ],
            "limits": [
                self._placed(f"limits.{n}", len(draft.limits or ()), n, card)
                | ({} if card.fields is None else _limit(f"limits.{n}", card.fields))
                for n, card in enumerate(draft.limits or ())
            ],
            "categories": [
                (category.words if in_chinese() else category.code, category.words) for category in CATEGORIES
            ],
        }

    def _placed(self, name: str, count: int, number: int, card: Any) -> dict[str, Any]:
        """An item's place in its list, its raw text, and what is wrong inside it."""
        return {
            "name": name,
            "number": number + 1,
            "first": number == 0,
            "last": number == count - 1,
            "raw": card.raw if card.fields is None else "",
            "is_raw": card.fields is None,
            "wrongs": [each for each in self.wrongs if each.card == name],
        }

    def _is_wrong(self, name: str, *fields: str) -> bool:
        """Whether something is wrong with one of these fields, so that they must not be folded away."""
        return any(each.field == f"{name}.{field}" for each in self.wrongs for field in fields)

    def _layer(self, name: str, layer: Layer, limits: Mapping[str, str]) -> dict[str, Any]:
        return {
            "fields": layer,
            "title": layer.zh if in_chinese() else layer.en or layer.zh,
            "lines": some_of(f"{name}.lines", layer.lines, LINES),
            "bearer": self._bearer(f"{name}.bearer", layer.bearer, THENS, self.payers),
            "who": self._who(f"{name}.who", layer.who),
            "pick": one_of(f"{name}.pick", layer.pick, PICKS),
            "tiers": [self._tier(f"{name}.tiers.{n}", tier, layer) for n, tier in enumerate(layer.tiers)],
            **self._counted(name, layer.limits, limits),
        }

    def _tier(self, name: str, tier: Tier, layer: Layer) -> dict[str, Any]:
        return {
            "name": name,
            "who": self._who(f"{name}.who", tier.who),
            "amount": _amount(f"{name}.amount", tier.amount),
            "alone": not layer.pick,
        }

    def _band(self, name: str, band: Band, limits: Mapping[str, str]) -> dict[str, Any]:
        payers = {**self.payers, "suspense": _("暂挂")}
        return {
            "fields": band,
            "lines": some_of(f"{name}.lines", band.lines, LINES),
            "who": self._who(f"{name}.who", band.who),
            "bearer": self._bearer(f"{name}.bearer", band.bearer, LAST_THENS, payers),
            **self._counted(name, band.limits, limits),
        }

    def _bearer(self, name: str, bearer: Bearer, thens: Words, payers: Mapping[str, str]) -> dict[str, Any]:
        known = {**payers} if bearer.name in payers else {**payers, bearer.name: bearer.name}
        return {
            "name": name,
            "payer": one_of(f"{name}.name", bearer.name, known),
            "then": one_of(f"{name}.then", bearer.then, thens),
            "part": bearer.part,
            "is_fund": bearer.name.startswith("fund:"),
        }

    def _who(self, name: str, who: Who) -> dict[str, Any]:
        words = [category_words(code=code, chinese=True) for code in who.categories]
        return {
            "name": name,
            "fields": who,
            "categories": "、".join(words),
            "places": [
                (f"{name}.{field}", words, self._named(getattr(who, field), self.regions))
                for field, words in (
                    ("registered_in", _("户籍在")),
                    ("resident_in", _("居住在")),
                    ("permit_in", _("居住证在")),
                    ("eating_in", _("就餐在")),
                )
            ],
            "same": one_of(f"{name}.same", who.same, SAME),
            "sittings": some_of(f"{name}.sittings", who.sittings, SITTINGS),
            "days": some_of(f"{name}.days", who.days, DAYS),
            "modes": some_of(f"{name}.modes", who.modes, MODES),
            "packages": "、".join(who.packages),
            "canteens": self._named(who.canteens, self.canteens),
            "order": " ".join(who.order),
            "asks_more": who.asks
            and who != Who(who.age_from, who.age_below, who.categories, sittings=who.sittings, order=who.order),
        }

    def _counted(self, name: str, chosen: Sequence[str] | None, limits: Mapping[str, str]) -> dict[str, Any]:
        """Which limits count; open where some do not."""
        return {
            "counted": some_of(f"{name}.limits", chosen or (), limits),
            "counts_some": chosen is not None,
            "counts_fewer": (chosen is not None and set(chosen) != set(limits)) or self._is_wrong(name, "counts"),
        }

    def _named(self, keys: Iterable[str], names: Mapping[str, str]) -> str:
        """Keys as the names they have; one whose name another one has as well stays a key."""
        every = list(names.values())
        return "、".join(names[key] if key in names and every.count(names[key]) == 1 else key for key in keys)


def one_of(name: str, value: str, words: Mapping[str, Any]) -> Chosen:
    """A choice of one."""
    return Chosen(name, tuple((each, str(said), each == value) for each, said in words.items()))


def some_of(name: str, values: Iterable[str], words: Mapping[str, Any]) -> Chosen:
    """A choice of several."""
    chosen = set(values)
    return Chosen(name, tuple((each, str(said), each in chosen) for each, said in words.items()))


def _amount(name: str, amount: Amount) -> dict[str, Any]:
    return {
        "name": name,
        "fields": amount,
        "kind": one_of(f"{name}.kind", amount.kind, KINDS),
        "of": one_of(f"{name}.of", amount.of, BASES),
        "rounding": one_of(f"{name}.rounding", amount.rounding, ROUNDINGS),
    }


def _limit_words(limit: Limit) -> str:
    """What a limit that may not be right yet is called where cards choose it: 每天 1 次（day）."""
    most = [_("%(count)s 次") % {"count": limit.count}] if limit.count else []
    most += [_("%(yuan)s 元") % {"yuan": limit.sum}] if limit.sum else []
    per = PERIODS.get(limit.per, limit.per)
    if not most:
        return limit.id
    return f"{per} {'、'.join(most)}（{limit.id}）" if in_chinese() else f"{per}: {', '.join(most)} ({limit.id})"


def _limit(name: str, limit: Limit) -> dict[str, Any]:
    return {
        "fields": limit,
        "per": one_of(f"{name}.per", limit.per, PERIODS),
        "counts": one_of(f"{name}.counts", limit.counts, COUNTS),
    }
