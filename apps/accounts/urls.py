"""Addresses of accounts, and of the roles that an app above keeps: people look for both in one place."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account_list, name="list"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/enable/", views.set_active, {"active": True}, name="enable"),
    path("<int:pk>/disable/", views.set_active, {"active": False}, name="disable"),
    path("<int:pk>/password/", views.reset_password, name="reset_password"),
    # By name, not imported: roles need organizations, which stand above accounts.
    path("", include("apps.organizations.role_urls")),
]
