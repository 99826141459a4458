"""Addresses of organizations."""

from django.urls import URLPattern, URLResolver, path

from .views import detail, facts, gaps, importing, lists, records, unit_import, units

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
    path("<int:pk>/facts/<slug:code>/correct/", facts.correct, name="correct_fact"),
    path("<int:pk>/references/", facts.references, name="references"),
    path("<int:pk>/records/", records.record_list, name="records"),
    path("<int:pk>/records/add/", records.add, name="add_record"),
    path("<int:pk>/records/export/", records.export, name="export_records"),
    path("records/<int:pk>/cancel/", records.cancel, name="cancel_record"),
    path("<int:pk>/units/", units.unit_list, name="units"),
    path("<int:pk>/units/add/", units.add, name="add_unit"),
    path("<int:pk>/units/export/", units.export, name="export_units"),
    path("<int:pk>/units/print/", units.print_ledger, name="print_units"),
    path("<int:pk>/units/gaps/", gaps.gaps, name="gaps"),
    path("<int:pk>/units/gaps/export/", gaps.export, name="export_gaps"),
    path("<int:pk>/units/import/", unit_import.upload, name="import_units"),
    path("<int:pk>/units/import/<uuid:use>/", unit_import.confirm, name="confirm_units"),
    path("units/template/", unit_import.template, name="unit_template"),
    path("units/<int:pk>/", units.unit_detail, name="unit"),
    path("units/<int:pk>/edit/", units.edit, name="edit_unit"),
    path("units/<int:pk>/verify/", units.verify, name="verify_unit"),
    path("units/<int:pk>/remove/", units.remove, name="remove_unit"),
]
