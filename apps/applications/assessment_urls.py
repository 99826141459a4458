"""Addresses of self-assessments, below their application."""

from django.urls import URLPattern, path

from .views import evidence, gap_items, self_assessment

BASE = "<int:pk>/self-assessment/"
LEAF = f"{BASE}answers/<int:key>/"

urlpatterns: list[URLPattern] = [
    path(BASE, self_assessment.overview, name="assessment"),
    path(f"{BASE}start/", self_assessment.start, name="assessment_start"),
    path(f"{BASE}submit/", self_assessment.submit, name="assessment_submit"),
    path(f"{BASE}reopen/", self_assessment.reopen, name="assessment_reopen"),
    path(f"{BASE}<str:code>/", self_assessment.section, name="assessment_section"),
    path(LEAF, self_assessment.answer, name="assessment_answer"),
    path(f"{LEAF}outcome/", self_assessment.outcome, name="assessment_outcome"),
    path(f"{LEAF}gap/", gap_items.plan_gap, name="assessment_gap"),
    path(f"{LEAF}evidence/", evidence.attach, name="assessment_attach"),
    path(f"{LEAF}files/", evidence.earlier, name="assessment_files"),
    path(f"{LEAF}files/<uuid:use>/use/", evidence.reuse, name="assessment_reuse"),
    path(f"{LEAF}files/<uuid:use>/remove/", evidence.detach, name="assessment_detach"),
]
