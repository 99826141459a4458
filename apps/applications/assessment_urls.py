"""Addresses of self-assessments, below their application."""

from django.urls import URLPattern, path

from .views import answering, evidence, gap_items, offline, self_assessment, signing

BASE = "<int:pk>/self-assessment/"
LEAF = f"{BASE}answers/<int:key>/"

urlpatterns: list[URLPattern] = [
    path("gap-items/", gap_items.gap_items, name="gap_items"),
    path("gap-items/export/", gap_items.gap_items_export, name="gap_items_export"),
    path("gap-items/<int:pk>/", gap_items.gap_item, name="gap_item"),
    path("gap-items/<int:pk>/edit/", gap_items.gap_edit, name="gap_edit"),
    path("gap-items/<int:pk>/close/", gap_items.gap_close, name="gap_close"),
    path("gap-items/<int:pk>/reopen/", gap_items.gap_reopen, name="gap_reopen"),
    path(BASE, self_assessment.overview, name="assessment"),
    path(f"{BASE}start/", self_assessment.start, name="assessment_start"),
    path(f"{BASE}submit/", signing.submit, name="assessment_submit"),
    path(f"{BASE}reopen/", signing.reopen, name="assessment_reopen"),
    path(f"{BASE}sheet/", signing.printed, name="assessment_sheet"),
    path(f"{BASE}sheet.pdf", signing.printed_pdf, name="assessment_pdf"),
    path(f"{BASE}signings/", signing.signings, name="assessment_signings"),
    path(f"{BASE}signings/scan/", signing.scan, name="assessment_scan"),
    path(f"{BASE}signings/scan/<uuid:use>/remove/", signing.scan_remove, name="assessment_scan_remove"),
    path(f"{BASE}offline/", offline.offline, name="assessment_offline"),
    path(f"{BASE}offline/download/", offline.offline_download, name="assessment_offline_download"),
    path(f"{BASE}offline/<int:key>/", offline.offline_compare, name="assessment_offline_compare"),
    path(f"{BASE}<str:code>/", self_assessment.section, name="assessment_section"),
    path(f"{BASE}<str:code>/presence/", answering.presence, name="assessment_presence"),
    path(LEAF, answering.answer, name="assessment_answer"),
    path(f"{LEAF}outcome/", self_assessment.outcome, name="assessment_outcome"),
    path(f"{LEAF}confirm/", self_assessment.confirm, name="assessment_confirm"),
    path(f"{LEAF}gap/", gap_items.plan_gap, name="assessment_gap"),
    path(f"{LEAF}evidence/", evidence.attach, name="assessment_attach"),
    path(f"{LEAF}files/", evidence.earlier, name="assessment_files"),
    path(f"{LEAF}files/pick/", evidence.pick, name="assessment_pick"),
    path(f"{LEAF}files/<uuid:use>/remove/", evidence.detach, name="assessment_detach"),
]
