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
    path("count/", views.count, name="count"),
    path("settings/", views.settings, name="settings"),
    path("settings/calendar/", views.open_feed, name="open_feed"),
    path("settings/calendar/end/", views.close_feed, name="close_feed"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("jobs/", views.jobs, name="jobs"),
    path("channels/", views.channels, name="channels"),
    path("channels/add/<str:kind>/", views.add_channel, name="add_channel"),
    path("channels/<int:pk>/", views.channel, name="channel"),
    path("channels/<int:pk>/try/", views.try_channel, name="try_channel"),
    path("channels/<int:pk>/switch/", views.switch_channel, name="switch_channel"),
    path("deliveries/<int:pk>/again/", views.resend, name="resend"),
    path("<int:pk>/open/", views.open_notice, name="open"),
]
