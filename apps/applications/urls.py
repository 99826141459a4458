"""Addresses of applications."""

from django.urls import path

from . import assessment_urls, creation_urls, review_urls, views

app_name = "applications"
urlpatterns = [
    path("", views.applications, name="list"),
    path("export/", views.export, name="export"),
    path("carriers/", views.carriers, name="carriers"),
    path("carriers/export/", views.export_carriers, name="export_carriers"),
    path("start/<int:campaign_pk>/", views.start, name="start"),
    path("unsubmitted/<int:campaign_pk>/", views.unsubmitted, name="unsubmitted"),
    path("unsubmitted/<int:campaign_pk>/export/", views.unsubmitted_export, name="unsubmitted_export"),
    *review_urls.urlpatterns,
    path("gaps/<int:pk>/", views.gaps, name="gaps"),
    path("gaps/<int:pk>/export/", views.export_gaps, name="gaps_export"),
    path("templates/<int:campaign_pk>/", views.form_template, name="form_template"),
    path("templates/<int:campaign_pk>/default/", views.form_template_default, name="form_template_default"),
    path("templates/<int:campaign_pk>/<uuid:use_pk>/remove/", views.form_template_remove, name="form_template_remove"),
    path("<int:pk>/form.docx", views.form_word, name="form_word"),
    path("<int:pk>/form.pdf", views.form_pdf, name="form_pdf"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/save/", views.save, name="save"),
    path("<int:pk>/presence/", views.presence, name="presence"),
    path("<int:pk>/missing/", views.missing, name="missing"),
    path("<int:pk>/lines/<slug:kind>/", views.lines, name="lines"),
    path("<int:pk>/lines/<slug:kind>/<int:line_pk>/", views.line_save, name="line_save"),
    path("<int:pk>/lines/<slug:kind>/<int:line_pk>/remove/", views.line_remove, name="line_remove"),
    path("<int:pk>/baseline/", views.baseline, name="baseline"),
    path("<int:pk>/baseline/<int:gap_pk>/plan/", views.gap_plan, name="gap_plan"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/take-over/", views.take_over, name="take_over"),
    path("<int:pk>/restart/", views.restart, name="restart"),
    path("<int:pk>/files/", views.upload, name="upload"),
    path("<int:pk>/files/<uuid:use_pk>/remove/", views.file_remove, name="file_remove"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/first-review/", views.first_review, name="first_review"),
    path("<int:pk>/lookalikes/", views.lookalikes, name="lookalikes"),
    path("<int:pk>/plan/", views.plan, name="plan"),
    path("<int:pk>/plan/<int:task_pk>/", views.progress, name="progress"),
    *assessment_urls.urlpatterns,
    *creation_urls.urlpatterns,
]
