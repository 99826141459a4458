"""Addresses of organizations."""

from django.urls import URLPattern, URLResolver, path

from .views import detail, facts, importing, lists, records

app_name = "organizations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.organization_list, name="list"),
    path("export/", lists.export, name="export"),
    path("mine/", detail.mine, name="mine"),
    path("import/", importing.upload, name="import"),
    path("import/template/", importing.template, name="import_template"),
    path("import/<uuid:pk>/", importing.confirm, name="import_confirm"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/edit/", detail.edit, name="edit"),
    path("<int:pk>/facts/", facts.entry, name="facts"),
    path("<int:pk>/facts/<slug:code>/", facts.history, name="fact_history"),
    path("<int:pk>/records/", records.record_list, name="records"),
    path("<int:pk>/records/add/", records.add, name="add_record"),
    path("<int:pk>/records/export/", records.export, name="export_records"),
    path("records/<int:pk>/cancel/", records.cancel, name="cancel_record"),
]
