"""Where every address leads."""

from django.urls import URLPattern, URLResolver, include, path

from canteen.config.api import api
from kiosk import views as kiosk_views

DEVICE_PAGES = [
    path("", kiosk_views.check_in, name="check-in"),
    path("enrol", kiosk_views.enrol, name="enrol"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("kiosk/", include((DEVICE_PAGES, "kiosk"))),
]
