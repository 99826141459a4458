"""Addresses of standards."""

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "standards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_standards, name="list"),
    path("<int:pk>/", views.show_version, name="detail"),
    path("<int:pk>/export/", views.export, name="export"),
]
