"""Django's admin as support may use it: a look at tables, read-only everywhere, for support of the widest region."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from canteen import admin as canteen_admin
from canteen.config.inspection_words import ROOMS, code_words, column_words, table_words
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.gateways.inspection import Shown
from canteen.queries.widest import is_widest
from kiosk import admin as kiosk_admin
from ordering import admin as ordering_admin
from settlement import admin as settlement_admin

# Addresses of the admin that sign in, sign out or set passwords: ours do, with a deed of each.
LEFT_OUT: Final = frozenset({"login", "logout", "password_change", "password_change_done", "autocomplete"})


if TYPE_CHECKING:
    _Table = admin.ModelAdmin[Any]
else:
    _Table = admin.ModelAdmin  # which knows no type while it runs

Column = Callable[[Model], Any]


class Inspection(admin.AdminSite):
    """The site; who may enter is asked at the door (canteen/config/access.py) and here once more."""

    site_header = site_title = _("技术支持：查看数据")
    index_title = _("只能查看，不能更改")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let support of the widest region in: rows of all towns stand here beside each other."""
        actor = getattr(request, "auth", None)
        return isinstance(actor, Actor) and is_widest(region_ids=actor.regions(Role.SUPPORT))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return the view behind the question whether one may see it; a no is ours, not a form to sign in with."""

        @never_cache
        @csrf_protect
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request):
                raise OutOfScope()
            return view(request, *args, **kwargs)

        return asked

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Leave out what would sign in or set a password past the operations."""
        return [each for each in super().get_urls() if getattr(each, "name", "") not in LEFT_OUT]


class Inspected(_Table):
    """A table that is looked at: chosen columns, fifty rows, nothing to add, change, delete or do."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)
    shown: ClassVar[Shown]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the shown columns alone: what is not shown does not leave the database."""
        columns = {field.attname: field.name for field in self.model._meta.concrete_fields}
        return super().get_queryset(request).only("pk", *(columns[each] for each in self.shown.columns))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let an address filter by the filters alone: a condition on a column tells what the column holds."""
        return lookup.partition("__")[0] in self.shown.filters

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The site has asked."""
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for each of its tables."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are written by operations alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are written by operations alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are written by operations alone."""
        return False


class ByCode(admin.ChoicesFieldListFilter):
    """A filter by a column's codes, said in words."""

    def __init__(self, field: Any, *args: Any, **parts: Any) -> None:
        super().__init__(field, *args, **parts)
        self.title = str(column_words(table=field.model, column=field.name))
        self._words = code_words(table=field.model, column=field.name)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices; a code that is its own label gets its words."""
        for each in super().choices(changelist):
            yield {**each, "display": self._words.get(each["display"], each["display"])}


def site() -> Inspection:
    """Return the site with every table that the rooms show.

    What rooms and tables are called is told to the framework here, past the models' own options: a migration would
    keep words, and words change without the tables.
    """
    made = Inspection(name="admin")
    for label, words in ROOMS.items():
        config: Any = apps.get_app_config(label)
        config.verbose_name = words
    for room in (canteen_admin, ordering_admin, settlement_admin, kiosk_admin):
        for shown in room.SHOWN:
            meta: Any = shown.table._meta
            meta.verbose_name = table_words(table=shown.table, count=1)
            meta.verbose_name_plural = table_words(table=shown.table, count=2)
            made.register(shown.table, _inspected(shown))
    return made


def _inspected(shown: Shown) -> type[Inspected]:
    columns = [_column(shown.table, name) for name in shown.columns]
    parts = {
        "shown": shown,
        "list_display": columns,
        "fields": columns,
        "readonly_fields": columns,
        "search_fields": shown.found_by,
        "list_filter": [(name, ByCode) for name in shown.filters],
    }
    return type(f"{shown.table.__name__}Inspected", (Inspected,), parts)


def _column(table: type[Model], name: str) -> Column:
    words: Any = column_words(table=table, column=name)

    @admin.display(description=words, ordering=name)
    def cell(row: Model) -> Any:
        value = getattr(row, name)
        # Said here: a row's own page would show a time in UTC, and None as Python says it.
        return display_for_value(code_words(table=table, column=name).get(value, value), "-")

    cell.__name__ = name
    return cell
