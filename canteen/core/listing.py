"""Lists as addresses: what is searched, filtered and sorted, and where one stands, read from a query string."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from canteen.core.errors import Invalid
from canteen.core.identity import holds_persons_number
from canteen.core.sought import plain_words

LONGEST_SEARCH: Final = 80
LONGEST_CURSOR: Final = 400
PAGE: Final = 50

SEARCH, SORT, AFTER, BEFORE, EXPORT = "q", "sort", "after", "before", "export"
_DOWN: Final = "-"

R = TypeVar("R")
S = TypeVar("S")


class NumberInAddress(Invalid):
    """This looks like an ID, card or telephone number, which no address may hold, so nothing was searched.
    To find a person by number, use the search box of elders or of cards.
    """

    code = "number-in-address"
    zh = "像是身份证号、卡号或电话号码，没有查找：这些号码不能写进网址。按号码找人，请用老人名单或卡证名单的查找框"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list can be asked for: the keys it sorts by, the first of them unasked, and the names of its filters.

    `allows` says which searches may stand in an address, and so in links, in logs and in a browser's history (S11).
    """

    sorts: tuple[str, ...]
    filters: tuple[str, ...] = ()
    down: bool = False  # whether the list begins at the large end while nobody has said otherwise
    size: int = PAGE
    allows: Callable[[str], bool] = plain_words


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sorted value of one row as text, and its id. Rows that come and go do not shift it."""

    value: str
    id: str

    def text(self) -> str:
        """The cursor as it stands in an address."""
        return urlsafe_b64encode(json.dumps([self.value, self.id], ensure_ascii=False).encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows of a list, in order, and where the pages around them begin."""

    rows: tuple[R, ...]
    after: Cursor | None = None  # the last row, when more follow
    before: Cursor | None = None  # the first row, when others stand before it
    counted: int = 0  # rows of the whole list, at most 1000
    beyond: bool = False  # whether there are more than were counted

    def holding(self, rows: Iterable[S]) -> "Page[S]":
        """Return the same place in the list with these rows in it."""
        return Page(tuple(rows), self.after, self.before, self.counted, self.beyond)

    def of(self, make: Callable[[R], S]) -> "Page[S]":
        """Return the same page with each row made into something else."""
        return self.holding(make(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of a list, as somebody asked for it."""

    listing: Listing
    search: str
    filters: Mapping[str, str]  # those that are set
    sort: str
    down: bool
    cursor: Cursor | None
    back: bool  # the page before the cursor, not the one after
    export: str  # the file format asked for, or nothing

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves something out."""
        return bool(self.search or self.filters)

    @property
    def parts(self) -> dict[str, str]:
        """What an address needs to show this list again from its beginning; what goes without saying is left out."""
        said = {SEARCH: self.search, **self.filters}
        if (self.sort, self.down) != (self.listing.sorts[0], self.listing.down):
            said[SORT] = sort_text(self.sort, self.down)
        return {name: text for name, text in said.items() if text}


def asked(params: Mapping[str, str], listing: Listing) -> Asked:
    """Read a query string; what makes no sense counts as not said: an old bookmark still opens its list.

    NumberInAddress: every list is asked for here, so that the number of a person goes on to none of its links.
    """
    search = _plain(params.get(SEARCH, ""))
    filters = {name: text for name in listing.filters if (text := _plain(params.get(name, "")))}
    if not listing.allows(search) or any(map(holds_persons_number, filters.values())):
        raise NumberInAddress()
    key = params.get(SORT, "")
    sort, down = key.removeprefix(_DOWN), key.startswith(_DOWN)
    if sort not in listing.sorts:
        sort, down = listing.sorts[0], listing.down
    back = BEFORE in params and AFTER not in params
    return Asked(
        listing=listing,
        search=search[:LONGEST_SEARCH],
        filters={name: text[:LONGEST_SEARCH] for name, text in filters.items()},
        sort=sort,
        down=down,
        cursor=_cursor(params.get(BEFORE if back else AFTER, "")),
        back=back,
        export=params.get(EXPORT, "") if params.get(EXPORT, "") in ("xlsx", "csv") else "",
    )


def sort_text(sort: str, down: bool) -> str:
    """Return a sort key as it stands in an address: `name`, or `-name` from the large end."""
    return f"{_DOWN if down else ''}{sort}"


def _plain(text: str) -> str:
    """Without what no database takes: the zero character, and halves of characters."""
    return text.replace("\x00", "").encode(errors="ignore").decode().strip()


def _cursor(text: str) -> Cursor | None:
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        value, row_id = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (BadBase64, ValueError, TypeError, RecursionError):
        return None
    whole = isinstance(value, str) and isinstance(row_id, str) and _plain(value) == value.strip()
    return Cursor(value, row_id) if whole else None


def cut(rows: Sequence[R], asked: Asked, place: Callable[[R], Cursor]) -> Page[R]:
    """Return the page that was asked for of a list that is read whole, for its sums; a lost place begins anew."""
    size, start = asked.listing.size, 0
    if asked.cursor is not None:
        start = next((at for at, row in enumerate(rows) if place(row).id == asked.cursor.id), -1) + 1
        if asked.back:
            start = max(start - 1 - size, 0)
    shown = tuple(rows[start : start + size])
    return Page(
        rows=shown,
        after=place(shown[-1]) if shown and start + size < len(rows) else None,
        before=place(shown[0]) if shown and start else None,
        counted=len(rows),
    )
