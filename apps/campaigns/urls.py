"""Addresses of campaigns."""

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "campaigns"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_campaigns, name="list"),
    path("export/", views.export_list, name="export"),
    path("new/", views.new_campaign, name="new"),
    path("<int:pk>/", views.show_campaign, name="detail"),
    path("<int:pk>/setup/", views.set_up, name="setup"),
    path("<int:pk>/eligible/", views.count_eligible, name="eligible"),
    path("<int:pk>/documents/", views.attach, name="attach"),
    path("<int:pk>/documents/<uuid:use>/remove/", views.remove, name="remove_document"),
    path("<int:pk>/open/", views.open_campaign, name="open"),
    path("<int:pk>/extend/", views.extend, name="extend"),
    path("<int:pk>/postpone/", views.postpone, name="postpone"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
