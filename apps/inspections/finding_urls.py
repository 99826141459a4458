"""Addresses from a finding to its end: the ledger, notices, letters, bulletins."""

from django.urls import path

from .views import bulletins, findings, ledger, letters, papers

urlpatterns = [
    path("inspections/findings/", ledger.findings, name="findings"),
    path("inspections/findings/export/", ledger.findings_export, name="findings_export"),
    path("inspections/findings/mark/", ledger.findings_mark, name="findings_mark"),
    path("inspections/findings/<int:pk>/", findings.finding_page, name="finding"),
    path("inspections/findings/<int:pk>/answer/", findings.finding_answer, name="finding_answer"),
    path("inspections/findings/<int:pk>/verify/", findings.finding_check, {"verb": "verify"}, name="finding_verify"),
    path(
        "inspections/findings/<int:pk>/send-back/",
        findings.finding_check,
        {"verb": "send-back"},
        name="finding_send_back",
    ),
    path("inspections/findings/<int:pk>/withdraw/", findings.finding_withdraw, name="finding_withdraw"),
    path("inspections/findings/<int:pk>/plan/", findings.finding_plan, name="finding_plan"),
    path("inspections/findings/<int:pk>/extend/", findings.finding_extend, name="finding_extend"),
    path("inspections/findings/<int:pk>/dispute/", findings.finding_dispute, name="finding_dispute"),
    path("inspections/findings/<int:pk>/key/", findings.finding_key, name="finding_key"),
    path("inspections/findings/<int:pk>/at-once/", findings.finding_at_once, name="finding_at_once"),
    path("inspections/findings/<int:pk>/letters/new/", papers.letter_new, name="letter_new"),
    path("inspections/requests/<int:pk>/decide/", findings.request_decide, name="request_decide"),
    path("inspections/requests/<int:pk>/withdraw/", findings.request_withdraw, name="request_withdraw"),
    path("inspections/visits/<uuid:pk>/notice/", papers.notice_new, name="notice_new"),
    path("inspections/notices/new/", papers.notices_new, name="notices_new"),
    path("inspections/notices/<int:pk>/", papers.notice_page, name="notice"),
    path("inspections/notices/<int:pk>/sign/", papers.notice_sign, name="notice_sign"),
    path("inspections/notices/<int:pk>/word/", papers.notice_word, name="notice_word"),
    path("inspections/letters/", letters.letters, name="letters"),
    path("inspections/letters/due/", letters.letters_due, name="letters_due"),
    path("inspections/letters/<int:pk>/", papers.letter_page, name="letter"),
    path("inspections/letters/<int:pk>/word/", papers.letter_word, name="letter_word"),
    path("inspections/bulletins/", bulletins.bulletins, name="bulletins"),
    path("inspections/rounds/<int:pk>/bulletin/", bulletins.bulletin, name="bulletin"),
    path("inspections/rounds/<int:pk>/bulletin/draft/", bulletins.bulletin_draft, name="bulletin_draft"),
    path("inspections/rounds/<int:pk>/bulletin/edit/", bulletins.bulletin_edit, name="bulletin_edit"),
    path("inspections/rounds/<int:pk>/bulletin/word/", bulletins.bulletin_word, name="bulletin_word"),
    path("inspections/rounds/<int:pk>/bulletin/issue/", bulletins.bulletin_issue, name="bulletin_issue"),
    path("inspections/rounds/<int:pk>/bulletin/redraft/", bulletins.bulletin_redraft, name="bulletin_redraft"),
    path("inspections/rounds/<int:pk>/bulletin/recall/", bulletins.bulletin_recall, name="bulletin_recall"),
]
