"""Where every address leads."""

from django.urls import URLPattern, URLResolver, include, path

from canteen.config.api import api_urls, no_such_address
from canteen.config.docs import api_page
from kiosk import views as kiosk_views

DEVICE_PAGES = [
    path("", kiosk_views.check_in, name="check-in"),
    path("enrol", kiosk_views.enrol, name="enrol"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", api_page, name="api-page"),
    path("api/v1/", api_urls),
    path("api/v1/<path:rest>", no_such_address),
    path("kiosk/", include((DEVICE_PAGES, "kiosk"))),
]
