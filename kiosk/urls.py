"""Addresses of the device's own pages, under /kiosk/."""

from django.urls import path

from kiosk import views

app_name = "kiosk"
urlpatterns = [
    path("", views.check_in, name="check-in"),
    path("enrol", views.enrol, name="enrol"),
]
