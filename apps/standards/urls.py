"""Addresses of standards."""

from django.urls import URLPattern, URLResolver, path

from . import census_views, views

app_name = "standards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_standards, name="list"),
    path("census/", census_views.show_census, name="census"),
    path("census/export/", census_views.export_census, name="census_export"),
    path("<int:pk>/", views.show_version, name="detail"),
    path("<int:pk>/export/", views.export, name="export"),
]
