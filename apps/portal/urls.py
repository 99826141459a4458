"""Addresses of the frame: home, search, help, audit, health."""

from django.urls import path

from . import health, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz/", health.healthz, name="health"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("account/", views.account, name="account"),
    path("audit/", views.audit, name="audit"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
