"""Addresses of roles, included into the namespace ``accounts``."""

from django.urls import path

from .views import me, roles

urlpatterns = [
    path("me/", me.me, name="me"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/grant/", roles.grant, name="grant_role"),
    path("roles/organizations/", roles.organizations, name="role_organizations"),
    path("roles/<int:pk>/end/", roles.end, name="end_role"),
]
