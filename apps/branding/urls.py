"""Addresses of branding."""

from django.urls import URLPattern, URLResolver

app_name = "branding"
urlpatterns: list[URLPattern | URLResolver] = []
