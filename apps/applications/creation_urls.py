"""Addresses of the creation period; the namespace is ``applications``."""

from django.urls import path

from .views import admonitions, board, committee, funding, people, reports

urlpatterns = [
    path("creation/", board.board, name="board"),
    path("creation/export/", board.board_export, name="board_export"),
    path("creation/ledger/", board.ledger, name="ledger"),
    path("creation/ledger/export/", board.ledger_export, name="ledger_export"),
    path("creation/money/", funding.money, name="money"),
    path("creation/money/export/", funding.money_export, name="money_export"),
    path("creation/money/<int:campaign_pk>/budget/", funding.budget, name="budget"),
    path("creation/money/<slug:kind>/<int:pk>/void/", funding.void, name="money_void"),
    path("creation/admonitions/", board.admonitions, name="admonitions"),
    path("creation/admonitions/<int:pk>/", admonitions.admonition, name="admonition"),
    path("creation/admonitions/<int:pk>/<slug:verb>/", admonitions.settle, name="admonition_settle"),
    path("creation/plans/", committee.plans, name="committee_plans"),
    path("creation/plans/campaign/<int:campaign_pk>/", committee.plan_write, name="committee_plan_write"),
    path("creation/plans/<int:pk>/", committee.plan, name="committee_plan"),
    path("creation/plans/<int:pk>/submit/", committee.plan_submit, name="committee_plan_submit"),
    path("creation/plans/<int:pk>/decide/<slug:verb>/", committee.plan_decide, name="committee_plan_decide"),
    path(
        "creation/plans/<int:pk>/lines/<int:line_pk>/remove/",
        committee.plan_line_remove,
        name="committee_plan_line_remove",
    ),
    path("creation/acceptances/", committee.acceptances, name="acceptances"),
    path("creation/acceptances/campaign/<int:campaign_pk>/", committee.acceptance_write, name="acceptance_write"),
    path("creation/acceptances/<int:pk>/", committee.acceptance, name="acceptance"),
    path("creation/acceptances/<int:pk>/decide/<slug:verb>/", committee.acceptance_decide, name="acceptance_decide"),
    path("creation/reports/<int:pk>/comment/", reports.comment, name="report_comment"),
    path("creation/reports/<int:pk>/return/", reports.send_back, name="report_return"),
    path("creation/reports/<int:pk>/photos/<uuid:use_pk>/remove/", reports.photo_remove, name="report_photo_remove"),
    path("creation/people/<int:pk>/end/", people.person_end, name="person_end"),
    path("<int:pk>/reports/", reports.reports, name="reports"),
    path("<int:pk>/reports/<slug:kind>/<slug:period>/", reports.report, name="report"),
    path("<int:pk>/admonish/", admonitions.admonish, name="admonish"),
    path("<int:pk>/funding/", funding.funding, name="funding"),
    path("<int:pk>/funding/grant/", funding.grant, name="grant"),
    path("<int:pk>/funding/expense/", funding.expense, name="expense"),
    path("<int:pk>/funding/support/", funding.support, name="support"),
    path("<int:pk>/people/", people.people, name="people"),
    path("<int:pk>/people/add/", people.person_add, name="person_add"),
]
