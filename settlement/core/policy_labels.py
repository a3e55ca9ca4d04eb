"""What the keys and the options of a policy document are called on paper, in Chinese and English."""

from collections.abc import Mapping
from typing import Final

from settlement.core.policy.vocabulary import AGES, PER, Both

# In the order in which a reader is told them: a database may keep a document's keys in another one.
LABELS: Final[Mapping[str, Both]] = {
    "format": ("格式", "format"),
    "title": ("名称", "title"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "source": ("依据", "source"),
    "url": ("网址", "address"),
    "notes": ("说明", "notes"),
    "age_reached": ("年龄从何时起算", "when a year of age counts"),
    "regions": ("所用区划", "regions named"),
    "canteens": ("所用食堂", "canteens named"),
    "id": ("代号", "id"),
    "kind": ("种类", "kind"),
    "when": ("条件", "condition"),
    "lines": ("对哪些明细", "of which lines"),
    "per": ("多久", "per"),
    "count": ("次数", "times"),
    "sum": ("金额", "sum"),
    "counts": ("如何计入", "what counts"),
    "policy": ("政策版本", "version"),
    "layers": ("支付层", "layer"),
    "payer": ("由谁付", "who pays"),
    "fund_of": ("哪里的资金", "the fund of her"),
    "level": ("级别", "level"),
    "role": ("资金用途", "role"),
    "advanced_by": ("由谁垫付", "advanced by"),
    "pay": ("预付", "paid before"),
    "get": ("赠送", "bonus"),
    "worth": ("抵用", "worth"),
    "spend": ("使用次序", "spent"),
    "round": ("零头", "odd fen"),
    "bonus_at_most": ("赠送每餐至多抵付", "the bonus pays of a meal at most"),
    "formula": ("补多少", "how much"),
    "tiers": ("档次", "tier"),
    "tiers_pick": ("几档都符合时", "when several tiers hold"),
    "rank": ("次序", "rank"),
    "discount": ("是否算作打折", "whether it is a discount"),
    "at_least": ("至少付", "pays at least"),
    "at_most": ("至多付", "pays at most"),
    "exactly": ("固定付", "pays exactly"),
    "beyond": ("超出部分由谁付", "who pays what is beyond"),
    "empty": ("额度不足时", "when the fund is empty"),
    "limits": ("额次", "limit"),
    "exclusions": ("不适用", "exclusion"),
    "elder": ("老人负担", "what the elder pays"),
    "products": ("钱包产品", "wallet product"),
    "include": ("引用", "included"),
    "promise_gap": ("与告知价的差额", "gap to what she was told"),
    "redecision": ("重新核算", "deciding again"),
    "may_raise_elder": ("可否加重老人负担", "whether her share may rise"),
}
# Keys whose values are words of the language's own vocabulary.
LISTS: Final = frozenset({"lines", "level", "fund_of", "round"})
OPTIONS: Final[Mapping[tuple[str, object], Both]] = {
    ("", True): ("是", "yes"),
    ("", False): ("否", "no"),
    **{("age_reached", reached): words for reached, words in AGES.items()},
    **{("per", per): words for per, words in PER.items()},
    ("tiers_pick", "first"): ("按顺序取第一个符合的", "the first that holds"),
    ("tiers_pick", "highest"): ("就高", "the highest that holds"),
    ("tiers_pick", "ranked"): ("按次序", "the one of the first rank"),
    ("kind", "bonus"): ("充值赠送", "top-up with a bonus"),
    ("kind", "voucher"): ("餐券", "voucher"),
    ("kind", "pass"): ("包餐", "pass"),
    ("kind", "ticket"): ("餐票", "ticket"),
    ("spend", "in_proportion"): ("本金和赠送按比例", "in proportion"),
    ("spend", "own_first"): ("先用本金", "her own money first"),
    ("spend", "bonus_first"): ("先用赠送", "the bonus first"),
    ("counts", "paid"): ("按实付计入", "what is paid"),
    ("counts", "asked"): ("按补贴额计入", "what is asked"),
    ("counts", "every_meal"): ("每一餐都计次", "every meal"),
    ("payer", "canteen"): ("食堂", "the canteen"),
    ("payer", "suspense"): ("暂挂", "suspense"),
    ("beyond", "canteen"): ("食堂", "the canteen"),
    ("beyond", "suspense"): ("暂挂", "suspense"),
}
# What happens to what an allotment does not hold; whether what it still holds is used first.
THEN: Final[Mapping[tuple[object, bool], Both]] = {
    (then, part): (f"{'先用完剩余，不足部分' if part else '全部'}{zh}", f"{'the rest' if part else 'all of it'} {en}")
    for then, zh, en in (
        ("next", "由下一支付层补上", "is taken over by the next payer"),
        ("canteen", "由食堂承担", "is paid by the canteen"),
        ("elder", "由老人承担", "is paid by the elder"),
        ("hold", "先暂挂，由财务裁定", "is held for finance to decide"),
    )
    for part in (True, False)
}
