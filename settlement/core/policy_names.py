"""What documents, and the installation round them, call what a document names by key: limits, funds, regions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from canteen.core.money import NotMoney, format_yuan, parse_yuan
from settlement.core.policy.rules import DEFAULT_LIMITS
from settlement.core.policy.values import Limit
from settlement.core.policy.vocabulary import PER, Language, Names

_WITH_KEY: Final[Mapping[Language, str]] = {"zh": "{name}（{key}）", "en": "{name} ({key})"}
_NONE: Final[Mapping[str, str]] = {}


def told_apart(names: Mapping[str, str], language: Language) -> dict[str, str]:
    """Return names by key, with the key behind each that another one has as well."""
    many = Counter(names.values())
    return {
        key: name if many[name] == 1 else _WITH_KEY[language].format(name=name, key=key) for key, name in names.items()
    }


def limit_words(limit: Limit, language: Language) -> str:
    """Say a limit in short, as what it is called: 每餐次 1 次; 100.00 yuan a month."""
    zh, per = language == "zh", PER[limit.per][language == "en"]
    most = []
    if limit.count is not None:
        most.append(f"{limit.count} 次" if zh else f"{limit.count} meal{'' if limit.count == 1 else 's'}")
    if limit.sum_fen is not None:
        most.append(f"{format_yuan(limit.sum_fen)} 元" if zh else f"{format_yuan(limit.sum_fen)} yuan")
    if not most:
        most.append("每一餐" if zh else "every meal")
    return f"{per} {'、'.join(most)}" if zh else f"{', '.join(most)} {per}"


def limits_called(limits: Iterable[Limit], language: Language) -> dict[str, str]:
    """Return what limits are called, by id; the id stands behind those that would read alike."""
    return told_apart({limit.id: limit_words(limit, language) for limit in limits}, language)


def names_in(
    *documents: Mapping[str, Any],
    language: Language,
    funds: Mapping[str, str] = _NONE,
    versions: Mapping[str, str] = _NONE,
) -> Names:
    """Return what documents call their regions, canteens, layers and limits; what the later ones say goes first.

    `was` is what the earlier ones call their limits. `funds` by key and `versions` by reference are the installation's.
    """
    regions: dict[str, str] = {}
    canteens: dict[str, str] = {}
    layers: dict[str, str] = {}
    limits: list[dict[str, str]] = []
    for document in documents:
        regions |= document.get("regions", {})
        canteens |= document.get("canteens", {})
        titled = [layer for layer in document.get("layers", ()) if "title" in layer]
        layers |= {layer["id"]: layer["title"][language] for layer in titled}
        limits.append(limits_called(_limits(document), language))
    was = {key: name for each in reversed(limits) for key, name in each.items()}
    now = {key: name for each in limits for key, name in each.items()}
    return Names(regions, canteens, layers, now, was, told_apart(funds, language), versions)


def _limits(document: Mapping[str, Any]) -> Iterable[Limit]:
    """The limits of a document as far as they can be said; those that hold where it names none."""
    if "limits" not in document:
        return DEFAULT_LIMITS
    return [Limit(each["id"], each["per"], each.get("count"), _fen(each.get("sum"))) for each in document["limits"]]


def _fen(text: str | None) -> int | None:
    try:
        return None if text is None else parse_yuan(text)
    except NotMoney:
        return None
