"""Addresses of inspections: the office's under inspections/, the inspector's under field/."""

from django.urls import path

from .finding_urls import urlpatterns as finding_patterns
from .views import api, field, field_records, lookalikes, offline, rounds, visits

app_name = "inspections"
urlpatterns = [
    *finding_patterns,
    path("inspections/", rounds.rounds, name="rounds"),
    path("inspections/new/", rounds.round_new, name="round_new"),
    path("inspections/rounds/<int:pk>/", rounds.round_page, name="round"),
    path("inspections/rounds/<int:pk>/assign/", rounds.assign, name="assign"),
    path("inspections/rounds/<int:pk>/export/", rounds.round_export, name="round_export"),
    path("inspections/rounds/<int:pk>/close/", rounds.round_close, name="round_close"),
    path("inspections/rounds/<int:pk>/reopen/", rounds.round_reopen, name="round_reopen"),
    path("inspections/visits/<uuid:pk>/", visits.visit_page, name="visit"),
    path("inspections/visits/<uuid:pk>/lookalikes/", lookalikes.lookalikes, name="lookalikes"),
    path("inspections/visits/<uuid:pk>/change/", rounds.visit_change, name="visit_change"),
    path("inspections/visits/<uuid:pk>/cancel/", rounds.visit_cancel, name="visit_cancel"),
    path("inspections/records/", field_records.records, name="records"),
    path("inspections/records/import/", field_records.import_file, name="records_import"),
    path("inspections/records/<uuid:pk>/", field_records.record, name="record"),
    path("inspections/records/<uuid:pk>/store/", field_records.store, name="record_store"),
    path("inspections/records/<uuid:pk>/displace/", field_records.displace, name="record_displace"),
    path("inspections/records/<uuid:pk>/discard/", field_records.discard, name="record_discard"),
    path("inspections/survey/<int:application_pk>/", visits.survey, name="survey"),
    path("field/", field.field, name="field"),
    path("field/api/state/", api.state, name="field_state"),
    path("field/api/visits/<uuid:pk>/", api.copy, name="field_copy"),
    path("field/api/visits/<uuid:pk>/total/", api.total, name="field_total"),
    path("field/api/photos/", api.photos, name="field_photos"),
    path("field/api/records/", api.records, name="field_records"),
    path("field/sw.js", offline.service_worker, name="field_worker"),
    path("field/shell/", offline.shell, name="field_shell"),
    path("field/<uuid:pk>/", field.field_visit, name="field_visit"),
    path("field/<uuid:pk>/start/", field.field_start, name="field_start"),
    path("field/<uuid:pk>/results/<int:criterion_pk>/", field.field_result, name="field_result"),
    path("field/<uuid:pk>/photos/", field.field_photo, name="field_photo"),
    path("field/<uuid:pk>/photos/<uuid:use_pk>/remove/", field.field_photo_remove, name="field_photo_remove"),
    path("field/<uuid:pk>/findings/", field.field_finding, name="field_finding"),
    path("field/<uuid:pk>/record/", field.field_record, name="field_record"),
]
