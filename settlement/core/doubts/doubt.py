"""Doubt: something in a valid policy that is probably not what was meant, in words, with somebody it shows in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from settlement.core.case import Case
from settlement.core.doubts.apart import levels_of
from settlement.core.doubts.people import case_of, words_of
from settlement.core.doubts.shown import Part, Shows
from settlement.core.doubts.space import Person, Space, space_of
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import Condition

MOST: Final = 60  # nobody reads more, and each is shown by a split
_TRIES: Final = 4  # of the people in whom a doubt should show, the plainest so many are split

# code → what is said of a place in a document, in Chinese and in English; {…} are the place's own
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "never": ("这里的条件没有人能符合", "nobody can meet this condition"),
    "shadowed": (
        "符合这一项的人都先符合了前面的项，这一项永远轮不到",
        "whoever meets this comes under an earlier one first, so this one is never reached",
    ),
    "never-most": (
        "符合这一项的人总有另一项给得不少于它，这一项永远轮不到",
        "whoever meets this also meets one that gives no less, so this one never counts",
    ),
    "gives-less": (
        "同时符合第 {first} 项和本项的人先得第 {first} 项，反而得到的更少",
        "who meets both item {first} and this one gets item {first}, which gives less",
    ),
    "pays-more": (
        "同时符合第 {first} 项和本项的人按第 {first} 项付，付得反而更多",
        "who meets both item {first} and this one pays by item {first}, which is more",
    ),
    "age-gap": (
        "比 {age} 岁小和比 {age} 岁大的都有份，{age} 岁的人没有",
        "younger and older people than {age} have a part in this, those of {age} have none",
    ),
    "money-gap": (
        "消费比 {yuan} 元少和比 {yuan} 元多的都有份，消费 {yuan} 元的没有",
        "who spends less and who spends more than {yuan} yuan has a part in this, who spends {yuan} has none",
    ),
    "age-between": (
        "比 {age} 岁小的有支付层“{younger.zh}”、比 {age} 岁大的有支付层“{older.zh}”，"
        "{age} 岁的人两层都没有，付得比他们都多",
        "younger people than {age} have the layer “{younger.en}”, older ones “{older.en}”;"
        " those of {age} have none and pay more",
    ),
    "fund-alike": (
        "资金 {name} 只出现在这里，与另一资金 {other} 只差一个字母，可能写错了",
        "the fund {name} stands only here, one letter away from another fund, {other}: is it misspelt?",
    ),
    "category-alike": (
        "类别 {name} 只出现在这里，与另一类别 {other} 只差一个字母，可能写错了",
        "the category {name} stands only here, one letter away from another, {other}: is it misspelt?",
    ),
    "category-usual": (
        "类别 {name} 不是通用的类别，与通用的 {other}（{zh}）很像，可能写错了",
        "the category {name} is none of the usual ones and much like one of them, {other} ({en}): is it misspelt?",
    ),
    "too-much": (
        "{yuan} 元比一餐的价钱还多，是把分写成了元吗？金额以元为单位，三元写作 3.00",
        'no meal costs {yuan} yuan: were fen written for yuan? Three yuan are "3.00"',
    ),
    "limit-unused": (
        "没有支付层或自付规则计入这个额次，它不起作用",
        "no layer and no band counts against this limit, so it limits nothing",
    ),
    "no-discount": (
        "这里看的是折后价，前面却没有标为折扣（discount）的支付层，折后价就是原价",
        "this looks at the discounted price, and no layer before it is marked as a discount: that is the full price",
    ),
    "portion-uncounted": (
        "写了额次就不再默认每餐次一次：支付层“{layer.zh}”的额次都不按餐次或按天计，同一餐次的第二份也补贴",
        "where limits are written, one meal a sitting does not hold by itself: the layer “{layer.en}” counts against"
        " none of a sitting or a day, so a second portion of the same meal is subsidised too",
    ),
    "portion-of-day": (
        "额次 {limit} 每天 {count} 次，没有按餐次的额次：支付层“{layer.zh}”在同一餐次也补贴 {count} 份"
        "（每餐次一份，请加一个 per: sitting、count: 1 的额次；可以两份的，写 count: 2）",
        "the limit {limit} counts {count} a day and none counts by the sitting: the layer “{layer.en}” pays for {count}"
        ' portions of one meal too (for one, add a limit "per": "sitting", "count": 1; "count": 2 where two are meant)',
    ),
    "age-unbound": (
        "支付层“{layer.zh}”的额次限制比 {age} 岁小的和比 {age} 岁大的，不限制 {age} 岁的人",
        "of the layer “{layer.en}” limits bind younger and older people than {age}, and nobody of {age}",
    ),
    "never-reached": (
        "额次 {other} 至多让人在这个期间用到{most.zh}，这个额次不起作用",
        "the limit {other} lets nobody come to more than {most.en} in this period, so this one limits nothing",
    ),
    "no-next-layer": (
        "资金用完时，后面没有一层适用于这样的人：不足的部分由老人自己付",
        "when the fund is used up no later layer is for such people: they pay what it no longer holds themselves",
    ),
    "band-uncounted": (
        "计餐数的额次 {limit} 同时限金额，不限自付规则：次数用完后支付层停止，这里仍然有效；请把餐数和金额写成两个额次",
        "the limit {limit} counts meals and has a sum too, and such a one does not bind this: once the meals are used"
        " up the layers stop and this goes on; write the count and the sum as two limits",
    ),
    "never-binds": (
        "额次 {other} 的期间更长、给的更少，总是先用完，这个额次不起作用",
        "the limit {other} has a longer period and allows less, so it is used up first and this one limits nothing",
    ),
    "left-behind": (
        "{ref} 还写了{what.zh}，不会随支付层带来，这里也没有写",
        "{ref} also says {what.en}; that does not come along with its layers, and nothing of the kind stands here",
    ),
    "floor-above": (
        "自付规则第 {band} 项要同样的人付得更多：这里写的只付 {yuan} 元永远达不到",
        "item {band} of what the elder pays asks more of the same people: they never come down to the {yuan} yuan said"
        " here",
    ),
    "young-too": (
        "这里没有问年龄：不满 {age} 岁的人只要有这样的类别也有份（不论年龄的，请写 age: from 0）",
        "no age is asked here: people younger than {age} have a part in this too if only they are in such a category"
        ' (write "age": {{"from": 0}} where any age is meant)',
    ),
    "ageless": (
        "其他资金的支付层都从 {age} 岁起，这里没有问年龄：年轻人的送餐费也有份（不论年龄的，请写 age: from 0）",
        "the layers of every other fund begin at {age}, this asks for no age: the young have what is brought paid too"
        ' (write "age": {{"from": 0}} where any age is meant)',
    ),
    "band-crosses": (
        "餐价 {yuan} 元时，至少付 {least} 元，至多付 {most} 元，两头交叉：按至少的付",
        "at a price of {yuan} yuan she pays {least} at least and {most} at most: they cross, and she pays the former",
    ),
    "percent-tiny": (
        "{percent}% 不到百分之一，几乎什么也没有：二成五写作 25，不写 0.25",
        'a share of {percent} per cent is next to nothing: a quarter is written "25", not "0.25"',
    ),
    "part-for-cap": (
        "这只算餐价的前 {end} 元：不论餐价多少，每餐都是 {yuan} 元。若是“{percent}%，最高 {end} 元”，"
        "请写 lowest：一项是比例（不写 up_to），一项是定额 {end} 元",
        "this is a share of the first {end} yuan alone, {yuan} yuan of every meal; “{percent} per cent, at most {end}"
        " yuan” is lowest of the share, without up_to, and a fixed sum",
    ),
    "more-than-whole": (
        "与别的支付层合起来承担{what.zh}的 {percent}%，超过了全部：是哪一层的比例写多了？",
        "together with other layers this pays {percent} per cent of {what.en}, more than the whole: is one of the"
        " shares too large?",
    ),
    "metres-few": (
        "这里写的是 {metres} 米，是把公里写成了米吗？3公里以内写作 below_m: 3001",
        'this is {metres} metres: were kilometres written for metres? Within 3 km is "below_m": 3001',
    ),
    "age-short": (
        "{age} 岁起就适用，老人和孩子都在内，是少写了一位数吗？60 岁写作 60",
        "this begins at {age} years and is for children and elders alike: is a digit missing? Sixty is written 60",
    ),
    "never-rounds-up": (
        "这里只能抹去零头，不能进上去，因为付款方付的不会少于零：余额 {left} 元不会变成 {round} 元。"
        "抹去零头请写 round: down",
        "this takes odd fen off and never puts any on, for no payer takes less than nothing: {left} yuan that are left"
        ' do not become {round}; to take them off write "round": "down"',
    ),
    "nothing-delivered": (
        "只管送餐费，却只适用于不送餐的就餐方式：那时没有送餐费",
        "this is for the delivery fee alone, and only where nothing is delivered: there is no such fee then",
    ),
    "never-begins": (
        "有条件要等第 {first} 次，却没有谁从第 1 次起就计入这个额次，永远等不到（每餐都计次请写 counts: every_meal）",
        "a condition waits for use {first} of this limit, but nobody pays the first one in its name, so it never comes"
        ' (write "counts": "every_meal" where every meal counts)',
    ),
    "unscheduled": (
        "{year} 年的放假安排尚未公布，调休上班的周末会当作休息日，放假的工作日会当作工作日",
        "the holidays of {year} are not scheduled yet: made-up working days count as free, moved days off as worked",
    ),
    "bears-alone": (
        "别的付款方都限定了{what.zh}，这里没有限定：限定以外只有承担超出部分的一方付钱，是这个意思吗？",
        "every other payer asks about {what.en} and this does not: elsewhere who bears what is beyond pays alone;"
        " is that meant?",
    ),
    "poorer-pays-more": (
        "各类困难都具备的人在这里得到的更少，要付 {poorer} 元；只少了这些类别的人付 {other} 元",
        "who is in every category gets less here and pays {poorer} yuan, where somebody in fewer pays {other}",
    ),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where it stands in the document, what may be wrong there, and somebody in whom it shows.

    `example` says who that is in Chinese, such as “70 岁、低保、在正果镇登记”; it is empty where nobody shows it.
    `case` is a meal of hers, with all funds full; `beside` that of the other person, where two are compared.
    """

    path: str
    code: str
    zh: str
    en: str
    example: str
    example_en: str
    case: Case | None = field(default=None, compare=False, repr=False)
    beside: Case | None = field(default=None, compare=False, repr=False)


class Search:
    """What is being looked for in one policy, and what was found so far."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.found: list[Doubt] = []
        self.part = Part(policy)
        self.levels = levels_of(policy.regions)

    def space(self, *conditions: Condition | None) -> Space | None:
        """The space of all that some conditions ask about; None where they tell apart too many people to look at."""
        return space_of(self.levels, *conditions)

    def plainest(
        self, whens: Sequence[Condition | None], before: Sequence[Condition | None] = (), most: int = 4
    ) -> Iterator[Person]:
        """The plainest people for whom all of some conditions hold, and none of those before; nobody if too many."""
        space = self.space(*whens, *before)
        if space is None:
            return
        found = space.everybody
        for when in whens:
            found &= space.holds(when)
        for when in before:
            found &= ~space.holds(when)
        yield from space.people(found, most)

    def tell(
        self,
        path: str,
        code: str,
        people: Iterable[Person],
        kinds: Iterable[str] = ("set",),
        shows: Shows | None = None,
        **names: object,
    ) -> bool:
        """Write a doubt down if one of the plainest people shows it; tell whether one did."""
        if len(self.found) >= MOST:
            return False
        for person in islice(people, _TRIES):
            case = case_of(self.policy, person, kinds)
            if (shows is None or shows(case)) and self.write(path, code, person, case, None, **names):
                return True
        return False

    def write(
        self,
        path: str,
        code: str,
        person: Person | None,
        case: Case | None,
        beside: Case | None,
        **names: object,
    ) -> bool:
        """Write a doubt down, with the words of somebody, unless nobody can have been born to be so; tell whether."""
        if any(one is not None and one.birth_on is None for one in (case, beside)):
            return False
        zh, en = (words.format(**names) for words in _WORDS[code])
        example, example_en = ("", "") if person is None else words_of(self.policy, person)
        self.found.append(Doubt(path, code, zh, en, example, example_en, case, beside))
        return True
