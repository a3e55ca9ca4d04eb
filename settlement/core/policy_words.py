"""A policy as a notice that people read: numbered clauses in Chinese, the same in English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import Condition, Fixed, Formula
from settlement.core.policy.values import CANTEEN, Band, Exclusion, Layer, Limit, Payer, Product, Tier
from settlement.core.policy.vocabulary import AGES, LINES, PER, Both, Language, Names, day_words, list_words, word
from settlement.core.policy.words import condition_words, formula_words, home_fund_words, names_of
from settlement.core.policy_names import limit_words, limits_called, told_apart
from settlement.core.policy_product_words import product_words

_DIGITS: Final = "零一二三四五六七八九"
_TEN: Final = 10
_THEN: Final[Mapping[str, Both]] = {
    "next": ("由下一支付层补上", "is taken over by the next payer"),
    "canteen": ("由食堂承担", "is paid by the canteen"),
    "elder": ("由老人承担", "is paid by the elder"),
    "hold": ("先暂挂，由财务裁定", "is held for finance to decide"),
}
_PICKS: Final[Mapping[str, Both]] = {
    "first": ("按顺序取第一个符合的", "the first that holds counts"),
    "highest": ("同时符合的取最高", "the highest that holds counts"),
    "ranked": ("同时符合的取次序最前", "of those that hold the one of the first rank counts"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number in words, what it is about, its sentences; `items` are the parts of the last one."""

    number: str
    title: str
    sentences: tuple[str, ...]
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says beside the document: for which region, from when until when, what it names is called.

    `versions` are those it includes, by reference, as a reader knows them.
    """

    region: str
    from_on: date
    until_on: date | None
    funds: Mapping[str, str]  # key → name
    versions: Mapping[str, str] = field(default_factory=dict)


def clauses(policy: Policy, told: Told, language: Language) -> tuple[Clause, ...]:
    """Put a policy into numbered clauses, in the order in which a reader asks: where, what, for whom, how often."""
    paper = _Paper(policy, told, language)
    return tuple(
        Clause(_number(at, language), title, tuple(sentences), tuple(items))
        for at, (title, sentences, items) in enumerate(paper.parts(), start=1)
    )


Part = tuple[str, Sequence[str], Sequence[str]]


class _Paper:
    """One policy while it is put into words."""

    def __init__(self, policy: Policy, told: Told, language: Language) -> None:
        self.policy, self.told, self.language = policy, told, language
        self.funds, self.limits = told_apart(told.funds, language), limits_called(policy.limits, language)
        self.names: Names = replace(names_of(policy, language), limits=self.limits, funds=self.funds)
        self.several_roles = len({layer.payer.home.role for layer in policy.layers if layer.payer.home}) > 1

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def both(self, words: Both) -> str:
        return words[self.language == "en"]

    def parts(self) -> Iterator[Part]:
        yield self.say("适用范围", "Where and when"), self._scope(), ()
        for exclusion in self.policy.exclusions:
            yield self._exclusion(exclusion)
        for layer in self.policy.layers:
            yield self._layer(layer)
        if self.policy.bands:
            yield (
                self.say("老人负担", "What the elder pays"),
                [self.say("补贴以后的余额由老人支付，并按下列规定：", "The elder pays what is left, as follows:")],
                [self._band(band) for band in self.policy.bands],
            )
        else:
            yield (
                self.say("老人负担", "What the elder pays"),
                [self.say("补贴以后的余额由老人支付。", "The elder pays what is left.")],
                (),
            )
        for product in self.policy.products:
            yield self._product(product)
        if self.policy.limits:
            yield self.say("额次", "How often"), (), [self._limit(limit) for limit in self.policy.limits]
        yield self.say("承诺价", "What she was told"), self._promise(), ()
        yield self.say("年龄和重新核算", "Ages, and deciding again"), self._decided(), ()
        if self.policy.notes:
            yield self.say("说明", "Notes"), (), self.policy.notes
        if self.policy.source is not None:
            url = f" {self.policy.source.url}" if self.policy.source.url else ""
            yield self.say("依据", "Source"), [self.policy.source.title + url], ()

    def _scope(self) -> list[str]:
        first, until = day_words(self.told.from_on, self.language), self.told.until_on
        zh = f"本办法适用于{self.told.region}的食堂和助餐点，自{first}起施行"
        en = f"This applies to the canteens of {self.told.region} from {first}"
        if until is None:
            return [self.say(f"{zh}。", f"{en}.")]
        last = day_words(until, self.language)
        return [self.say(f"{zh}，至{last}止（当日不含）。", f"{en} until {last}, that day excluded.")]

    def _exclusion(self, one: Exclusion) -> Part:
        who = self._who(one.when)
        if one.layers is None:
            said = self.say(
                f"下列情形不享受任何补贴，按原价支付：{who}。", f"No subsidy at all, the price is paid: {who}."
            )
        else:
            titles = self._listed([self.names.layers.get(each, each) for each in one.layers])
            said = self.say(f"下列情形不享受{titles}：{who}。", f"{titles} not for: {who}.")
        return self.say("不适用：", "Excluded: ") + getattr(one.title, self.language), [said], ()

    def _layer(self, layer: Layer) -> Part:
        lines, payer, by = self._lines(layer.lines), self._payer(layer.payer), "分档" * layer.tiered
        gives = f"{lines}{by}打折，由{payer}承担" if layer.discount else f"{lines}由{payer}{by}补贴"
        takes = f"Of {lines}, {payer} {'takes off' if layer.discount else 'pays'}"
        said = (
            [] if layer.when is None else [self.say("适用于：", "For: ") + self._who(layer.when) + self.say("。", ".")]
        )
        said += [*self._empty(layer.payer), *self._counted(layer.limits)]
        if layer.included:
            version = self.told.versions.get(layer.included, layer.included)
            said.append(self.say(f"引自{version}。", f"Included from {version}."))
        if layer.tiered:
            pick = self.both(_PICKS[layer.pick])
            said.append(self.say(f"{gives}，{pick}：", f"{takes} by tiers; {pick}:"))
            tiers = sorted(layer.tiers, key=lambda tier: tier.rank or 0)
            return getattr(layer.title, self.language), said, [self._tier(tier, layer) for tier in tiers]
        much = self._much(layer.tiers[0].formula)
        said.insert(layer.when is not None, self.say(f"{gives}：{much}。", f"{takes} {much}."))
        return getattr(layer.title, self.language), said, ()

    def _product(self, product: Product) -> Part:
        payer = self._payer(product.payer) if product.payer is not None else ""
        said = (
            []
            if product.when is None
            else [self.say("适用于：", "For: ") + self._who(product.when) + self.say("。", ".")]
        )
        lines = self._lines(product.lines)
        said.append(self.say(f"可用于{lines}中老人负担的部分。", f"Pays of her share of {lines}."))
        said.append(product_words(product, payer, self.language, self.names))
        empty = self._empty(product.payer) if product.payer is not None else []
        counted = self._counted(product.limits) if product.limits else []
        return getattr(product.title, self.language), [*said, *empty, *counted], ()

    def _tier(self, tier: Tier, layer: Layer) -> str:
        much, others = self._much(tier.formula), layer.pick == "first" and len(layer.tiers) > 1
        who = self.say("其他老人", "everybody else") if tier.when is None and others else self._who(tier.when)
        return self.say(f"{who}：{much}", f"{who}: {much}")

    def _who(self, when: Condition | None) -> str:
        return condition_words(when, self.language, self.names)

    def _much(self, formula: Formula) -> str:
        return formula_words(formula, self.language, self.names)

    def _listed(self, parts: Sequence[str]) -> str:
        return list_words(parts, self.language, either=False)

    def _lines(self, lines: frozenset[str]) -> str:
        return self._listed([word(each, self.language) for each in LINES if each in lines])

    def _band(self, band: Band) -> str:
        who, lines = self._who(band.when), self._lines(band.lines)
        least = self._much(band.at_least)
        most = self._much(band.at_most) if band.at_most is not None else ""
        beyond = self._payer(band.beyond) if band.beyond is not None else ""
        rest = self.say(f"，超出部分由{beyond}承担", f"; {beyond} pays what is beyond")
        if band.at_most == band.at_least:
            much = self.say(f"支付 {most}{rest}", f"pays {most}{rest}")
        else:
            floor = [] if band.at_least == Fixed(0) else [self.say(f"至少支付 {least}", f"pays at least {least}")]
            roof = [self.say(f"至多支付 {most}{rest}", f"pays at most {most}{rest}")] if most else []
            much = self.say("，", ", ").join([*floor, *roof])
        return self.say(f"{who}，{lines}：{much}", f"{who}, of {lines}: {much}")

    def _limit(self, limit: Limit) -> str:
        per = self.both(PER[limit.per])
        most = [] if limit.count is None else [self._meals(limit.count)]
        most += [] if limit.sum_fen is None else [self._sum(limit)]
        said = self.say("、", ", ").join(most)
        is_named = self.limits[limit.id] != limit_words(limit, self.language)  # two that read alike otherwise
        zh = f"{limit.id}：" * is_named
        en = f"{limit.id}: " * is_named
        if most:
            zh += f"每人{per}最多享受补贴 {said}，各食堂合并计算"
            en += f"at most {said} subsidised for a person {per}, over all canteens"
        if limit.counts == "every_meal":
            zh += "，没有补贴的餐也计次" if most else f"每人{per}的每一餐都计次，各食堂合并计算"
            every = f"every meal of a person is counted {per}, over all canteens"
            en += "; meals nobody paid for count as well" if most else every
        if limit.when is None:
            return self.say(zh, en)
        return self.say(f"{zh}；适用于：{self._who(limit.when)}", f"{en}; for: {self._who(limit.when)}")

    def _meals(self, count: int) -> str:
        return self.say(f"{count} 餐", f"{count} meal" if count == 1 else f"{count} meals")

    def _sum(self, limit: Limit) -> str:
        yuan = format_yuan(limit.sum_fen or 0)
        asked = ("按补贴额计入，实付较少也一样", "as asked, even where less was paid")
        how = self.both(asked if limit.counts == "asked" else ("按实付的补贴计入", "as paid"))
        return self.say(f"{yuan} 元（{how}）", f"{yuan} yuan ({how})")

    def _counted(self, limits: Sequence[str]) -> list[str]:
        if not limits:
            return [self.say("不受额次限制。", "No limit applies.")]
        everyone = tuple(limit.id for limit in self.policy.limits)
        said = self._listed([self.limits[each] for each in limits])
        return [] if tuple(limits) == everyone else [self.say(f"计入额次：{said}。", f"Counts against: {said}.")]

    def _empty(self, payer: Payer) -> list[str]:
        if payer.empty is None:
            return []
        then = self.both(_THEN[payer.empty.then])
        if payer.empty.part:
            en = f"Where the allotment is short, what it holds is used first; the rest {then}."
            return [self.say(f"额度不足时先用完剩余额度，不足部分{then}。", en)]
        en = f"Where the allotment does not hold all of it, all of it {then}."
        return [self.say(f"额度不足以支付全部时，全部{then}。", en)]

    def _payer(self, payer: Payer) -> str:
        if payer.home is not None:
            return home_fund_words(payer.home, self.language, self.names, keyed=self.several_roles)
        if payer.fund is not None:
            return self._fund(payer.fund)
        if payer.name == CANTEEN:
            return self.say("食堂", "the canteen")
        return self.say("暂挂（由财务裁定）", "suspense, until finance decides,")

    def _fund(self, key: str) -> str:
        return f"“{self.funds.get(key, key)}”"

    def _promise(self) -> list[str]:
        payer = self._payer(self.policy.promise_gap)
        zh = f"老人支付的不高于当面告知的价格；差额由{payer}承担。"
        en = f"The elder never pays more than she was told; {payer} pays the gap."
        return [self.say(zh, en), *self._empty(self.policy.promise_gap)]

    def _decided(self) -> list[str]:
        again = (
            ("重新核算可以增加老人的负担。", "Deciding a meal again may raise the elder's share.")
            if self.policy.may_raise_elder
            else ("重新核算不增加老人的负担。", "Deciding a meal again never raises the elder's share.")
        )
        reached = self.both(AGES[self.policy.age_reached])
        asked = self.say(f"年龄从{reached}起算。", f"A year of age counts from {reached}.")
        return [asked, self.both(again)]


def _number(at: int, language: Language) -> str:
    """第十二条, or 12."""
    if language == "en":
        return f"{at}."
    tens, units = divmod(at, _TEN)
    ten = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return f"第{ten}{_DIGITS[units] if units else ''}条"
