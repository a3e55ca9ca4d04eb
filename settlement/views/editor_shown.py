"""A draft as the editor's page shows it: every field with its name, its value and what may be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canteen.core.categories import CATEGORIES, category_words
from canteen.gateways.pages import in_chinese
from settlement.core.editing import Draft
from settlement.core.editing.cards import Band, Bearer, Layer, Limit, Tier, id_in
from settlement.core.editing.terms import Amount, Who
from settlement.core.editing.typed import number_in
from settlement.core.policy.rules import DEFAULT_LIMITS
from settlement.views.editor_choices import (
    BASES,
    COUNTS,
    DAYS,
    KINDS,
    LAST_THENS,
    LINES,
    MAY_RAISE,
    MODES,
    PERIODS,
    PICKS,
    REACHED,
    ROUNDINGS,
    SAME,
    SITTINGS,
    THENS,
    Words,
    one_of,
    some_of,
)
from settlement.views.editor_form import lines_of, said_of
from settlement.views.editor_mistakes import Wrong


@dataclass(frozen=True, slots=True)
class Shown:
    """What fields may be filled with: payers with their names, and what regions and canteens are called."""

    payers: Mapping[str, str]
    regions: Mapping[str, str]
    canteens: Mapping[str, str]
    wrongs: Sequence[Wrong] = ()

    def draft(self, draft: Draft) -> dict[str, Any]:
        """The whole page's context."""
        limits = _limits(draft)
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
            "fields": bearer,
            "payer": one_of(f"{name}.name", bearer.name, known),
            "then": one_of(f"{name}.then", bearer.then, thens),
            "is_fund": bearer.name.startswith("fund:"),
        }

    def _who(self, name: str, who: Who) -> dict[str, Any]:
        words = [category_words(code=code, chinese=True) for code in who.categories]
        return {
            "name": name,
            "fields": who,
            "categories": "、".join(words),
            "places": [
                (f"{name}.{field}", words, said_of(getattr(who, field), self.regions))
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
            "canteens": said_of(who.canteens, self.canteens),
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


def _amount(name: str, amount: Amount) -> dict[str, Any]:
    return {
        "name": name,
        "fields": amount,
        "kind": one_of(f"{name}.kind", amount.kind, KINDS),
        "of": one_of(f"{name}.of", amount.of, BASES),
        "rounding": one_of(f"{name}.rounding", amount.rounding, ROUNDINGS),
    }


def _limits(draft: Draft) -> dict[str, str]:
    """What may be counted against, by id: every limit of the document, or those that hold where it names none."""
    if draft.limits is None:
        return {each.id: _limit_words(Limit(each.id, each.per, str(each.count))) for each in DEFAULT_LIMITS}
    found: dict[str, str] = {}
    for card in draft.limits:
        if card.fields is None:
            found |= {name: name for name in [id_in(card.raw)] if name}
        else:
            found[card.fields.id] = _limit_words(card.fields)
    return found


def _limit_words(limit: Limit) -> str:
    """What a limit that may not be right yet is called where cards choose it: 每天 1 次（day）."""
    times = ngettext("%(count)s 次", "%(count)s 次", number_in(limit.count) or 0)
    most = [times % {"count": limit.count}] if limit.count else []
    most += [_("%(yuan)s 元") % {"yuan": limit.sum}] if limit.sum else []
    most += [str(COUNTS[limit.counts])] if limit.counts == "every_meal" else []
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
