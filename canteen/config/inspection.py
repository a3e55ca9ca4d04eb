"""Django's admin as support may use it: a look at tables, read-only everywhere, for support of the widest region."""

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from canteen import admin as canteen_admin
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the shown columns alone: what is not shown does not leave the database."""
        columns = {field.attname: field.name for field in self.model._meta.concrete_fields}
        return super().get_queryset(request).only("pk", *(columns[str(each)] for each in self.get_fields(request)))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let an address filter by the filters alone: a condition on a column tells what the column holds."""
        filters = self.get_list_filter(request) if request is not None else self.list_filter
        return lookup.partition("__")[0] in {str(each) for each in filters}

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


def site() -> Inspection:
    """Return the site with every table that the rooms show."""
    made = Inspection(name="admin")
    for room in (canteen_admin, ordering_admin, settlement_admin, kiosk_admin):
        for shown in room.SHOWN:
            made.register(shown.table, _inspected(shown))
    return made


def _inspected(shown: Shown) -> type[Inspected]:
    columns = {
        "list_display": shown.columns,
        "fields": shown.columns,
        "readonly_fields": shown.columns,
        "search_fields": shown.found_by,
        "list_filter": shown.filters,
    }
    table: type[Model] = shown.table
    return type(f"{table.__name__}Inspected", (Inspected,), columns)
