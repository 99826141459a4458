"""Every address of the portal. Each one stands in the access matrix (tests/architecture)."""

from django.urls import include, path

handler400 = "apps.portal.errors.bad_request"
handler403 = "apps.portal.errors.permission_denied"
handler404 = "apps.portal.errors.not_found"
handler500 = "apps.portal.errors.server_error"

urlpatterns = [
    path("", include("apps.portal.urls")),
    path("", include("apps.core.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    path("accounts/manage/", include("apps.accounts.urls")),
    path("organizations/", include("apps.organizations.urls")),
    path("standards/", include("apps.standards.urls")),
    path("campaigns/", include("apps.campaigns.urls")),
    path("applications/", include("apps.applications.urls")),
    path("", include("apps.inspections.urls")),
    path("", include("apps.evaluations.urls")),
    path("", include("apps.branding.urls")),
    path("inbox/", include("apps.reminders.urls")),
]
