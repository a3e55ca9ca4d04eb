"""The project's addresses, and the limits beside them on the same server."""

from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from canteen.config.urls import urlpatterns as served
from tests.bench.limits import router

limits = NinjaAPI(urls_namespace="bench", docs_url=None, openapi_url=None)
limits.add_router("", router)

urlpatterns: list[URLPattern | URLResolver] = [path("bench/", limits.urls), *served]
