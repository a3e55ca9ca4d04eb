"""Policy versions in words: how one stands, what it is called, what became of a part of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from canteen.gateways.pages import day_words, in_chinese
from canteen.queries.region_names import Regions
from settlement.core.explain import Language
from settlement.core.policy import Policy
from settlement.core.policy.words import names_of
from settlement.core.policy_difference import Difference, Kind
from settlement.core.policy_difference_words import after_words, before_words, where_words
from settlement.core.policy_names import names_in
from settlement.core.standing import Standing
from settlement.queries.policies import PolicySeen
from settlement.queries.policy_versions import Referred

# How a state looks; what it is stands there in words.
LOOKS = {
    Standing.DRAFT: "open",
    Standing.CHECKED: "submitted",
    Standing.COMING: "coming",
    Standing.IN_FORCE: "sealed",
    Standing.EXPIRED: "open",
    Standing.WITHDRAWN: "withdrawn",
}


def standing_words() -> dict[Standing, str]:
    """Return what each standing is called."""
    return {
        Standing.DRAFT: _("草稿"),
        Standing.CHECKED: _("待批准"),
        Standing.COMING: _("待生效"),
        Standing.IN_FORCE: _("生效中"),
        Standing.EXPIRED: _("已失效"),
        Standing.WITHDRAWN: _("已撤销"),
    }


def kind_words() -> dict[Kind, str]:
    """Return what each kind of difference is called."""
    return {
        Kind.ADDED: _("新增"),
        Kind.REMOVED: _("删去"),
        Kind.MOVED: _("移动"),
        Kind.CHANGED: _("改动"),
    }


def policy_title(*, seen: PolicySeen) -> str:
    """Return a version's title in the reader's language, in Chinese where it has no other."""
    return seen.title if in_chinese() else seen.title_en or seen.title


def version_words(*, seen: PolicySeen, region: str) -> str:
    """Return which version it is: 测试镇第 2 版."""
    return _("%(region)s第 %(version)d 版") % {"region": region, "version": seen.version}


def policy_shown(*, seen: PolicySeen, region: str, on: date) -> dict[str, object]:
    """Return a version as lists and pages show it on a day."""
    standing = seen.standing(on)
    return {
        "id": seen.id,
        "title": policy_title(seen=seen),
        "region": region,
        "version": seen.version,
        "which": version_words(seen=seen, region=region),
        "standing": standing.value,
        "state": standing_words()[standing],
        "look": LOOKS[standing],
        "from_on": day_words(day=seen.from_on),
        "until_on": day_words(day=seen.until_on) if seen.until_on else "",
    }


def versions_called(*, found: Iterable[Referred], regions: Regions) -> dict[str, str]:
    """Return what references are called: “南浔区助餐补贴”（南浔区第 1 版）; one that leads nowhere has no name."""
    words = "“{title}”（{which}）" if in_chinese() else "“{title}” ({which})"
    return {
        each.reference: words.format(
            title=policy_title(seen=each.seen),
            which=version_words(seen=each.seen, region=regions.full_name(each.seen.region_id)),
        )
        for each in found
        if each.seen is not None
    }


def difference_rows(
    *,
    found: Iterable[Difference],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    read: Policy | None,
    funds: Mapping[str, str],
    versions: Mapping[str, str],
) -> list[dict[str, object]]:
    """Return differences as a table shows them: what became of which part, how it read before and reads now.

    `read` is the newer document, for the layers it includes; `funds` are names by key, `versions` by reference.
    """
    language: Language = "zh" if in_chinese() else "en"
    kinds, names = kind_words(), names_in(before, after, language=language, funds=funds, versions=versions)
    if read is not None:
        names = replace(names, layers={**names_of(read, language).layers, **names.layers})
    return [
        {
            "kind": each.kind.value,
            "words": kinds[each.kind],
            "where": where_words(each, language, names),
            "path": each.path,
            "before": before_words(each, language, names),
            "after": after_words(each, language, names),
        }
        for each in found
    ]
