"""Where the addresses of lists from outside lead."""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from canteen.views import import_acts, import_differences, imports
from settlement.views import touched

PAGES: Final = [
    path("imports", imports.imports, name="list"),
    path("imports/new", import_acts.send, name="send"),
    path("imports/<uuid:import_id>", imports.one, name="import"),
    path("imports/<uuid:import_id>/progress", imports.progress, name="progress"),
    path("imports/<uuid:import_id>/columns", import_acts.layout, name="layout"),
    path("imports/<uuid:import_id>/decision", import_acts.decide, name="decide"),
    path("imports/<uuid:import_id>/cancellation", import_acts.cancel, name="cancel"),
    path("imports/<uuid:import_id>/mistakes", import_acts.mistakes, name="mistakes"),
    path("imports/<uuid:import_id>/differences", import_differences.differences, name="differences"),
    path("imports/<uuid:import_id>/meals", touched, name="touched"),
]

IMPORT_PAGES: Final[list[URLPattern | URLResolver]] = [path("", include((PAGES, "imports")))]
