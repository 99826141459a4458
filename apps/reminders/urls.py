"""Addresses of the inbox, under /inbox/."""

from django.urls import path

from . import views

app_name = "reminders"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read-all/", views.read_all, name="read_all"),
    path("working-days/", views.working_days, name="working_days"),
    path("working-days/import/", views.working_days_import, name="working_days_import"),
    path("working-days/remove/", views.working_days_remove, name="working_days_remove"),
    path("<int:pk>/open/", views.open_notice, name="open"),
]
