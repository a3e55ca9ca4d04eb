"""A list as a page shows it: headings that sort, filters, the pages before and after, and the whole as a file."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from canteen.core.listing import AFTER, BEFORE, EXPORT, SEARCH, SORT, Asked, Listing, Page, asked, sort_text
from canteen.gateways.exports import MOST_EXPORTED

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its words, the key it sorts by where it does, and whether it holds numbers."""

    words: str
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice beside the search: its name in the address, its words, and what can be chosen (value, words).

    `unchosen` says what the list shows where nothing is chosen; where it says nothing, that is everything.
    """

    name: str
    words: str
    choices: Sequence[tuple[str, str]]
    unchosen: str = ""


@dataclass(frozen=True, slots=True)
class HeadingShown:
    """A heading with the address that sorts by it; `direction` is what aria-sort says."""

    words: str
    link: str
    direction: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class FilterShown:
    """A filter with what is chosen now."""

    name: str
    words: str
    chosen: str
    choices: Sequence[tuple[str, str]]
    unchosen: str


@dataclass(frozen=True, slots=True)
class ListShown:
    """Everything the pieces under `canteen/list/` need; `rows` is what the page itself draws."""

    rows: Sequence[Any]
    search: str
    searchable: str  # what can be searched for, as the placeholder says it; nothing for a list without search
    filters: Sequence[FilterShown]
    headings: Sequence[HeadingShown]
    kept: Mapping[str, str]  # what a search must not forget: the sort, what is chosen elsewhere
    count: str
    after: str
    before: str
    first: str
    export: str
    cut: str  # that a file may end before the list does; nothing for one that is surely short enough
    narrowed: bool


def seekable(listing: Listing) -> Callable[[View], View]:
    """Let the page of a list take its own search in a body, and lead to the address of what was asked for.

    What somebody types may turn out to be the number of a person: it is looked at before it stands in any address,
    and so in any log (S11). NumberInAddress.
    """

    def with_search(view: View) -> View:
        @wraps(view)
        def at_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST" or SEARCH not in request.POST:
                return view(request, *args, **kwargs)
            query = urlencode(asked(request.POST.dict(), listing).parts)
            return redirect(f"{request.path}?{query}" if query else request.path)

        return at_page  # type: ignore[return-value]  # wraps() keeps the view's own signature

    return with_search


def list_shown(
    *,
    path: str,
    asked: Asked,
    page: Page[Any],
    headings: Iterable[Heading],
    filters: Iterable[Filter] = (),
    searchable: str = "",
    exports: bool = True,
    kept: Collection[str] = (),
) -> ListShown:
    """Return a page of a list with its addresses, all relative to `path`, the address without its query.

    `kept` are filters that are chosen elsewhere on the page, and that a search leaves as they are.
    """
    parts = asked.parts
    paged = asked.cursor is not None

    def link(**more: str) -> str:
        query = urlencode({name: text for name, text in {**parts, **more}.items() if text})
        return f"{path}?{query}" if query else path

    return ListShown(
        rows=page.rows,
        search=asked.search,
        searchable=searchable,
        filters=[
            FilterShown(each.name, each.words, asked.filters.get(each.name, ""), each.choices, each.unchosen)
            for each in filters
        ],
        headings=[_heading(each, asked, link(sort=_turned(each, asked))) for each in headings],
        kept={name: text for name, text in parts.items() if name == SORT or name in kept},
        count=_count(page),
        after=link(**{AFTER: page.after.text()}) if page.after else "",
        before=link(**{BEFORE: page.before.text()}) if page.before else "",
        first=link() if paged and page.before else "",
        export=link(**{EXPORT: "xlsx"}) if exports else "",
        cut=_("表格最多导出 %(count)d 条") % {"count": MOST_EXPORTED} if exports and page.beyond else "",
        narrowed=asked.is_narrowed,
    )


def _turned(heading: Heading, asked: Asked) -> str:
    """The sort that a press on this heading asks for: itself, or itself the other way round."""
    if not heading.sort:
        return ""
    return sort_text(heading.sort, asked.sort == heading.sort and not asked.down)


def _heading(heading: Heading, asked: Asked, link: str) -> HeadingShown:
    direction = ""
    if heading.sort and heading.sort == asked.sort:
        direction = "descending" if asked.down else "ascending"
    return HeadingShown(heading.words, link if heading.sort else "", direction, heading.numeric)


def _count(page: Page[Any]) -> str:
    if page.beyond:
        return _("超过 %(count)d 条") % {"count": page.counted}
    return _("共 %(count)d 条") % {"count": page.counted}
