"""Addresses of results: boards and scores for the office, notices for everybody."""

from django.urls import path

from . import views

app_name = "evaluations"
urlpatterns = [
    path("evaluations/", views.boards, name="list"),
    path("evaluations/<int:campaign_pk>/", views.board, name="board"),
    path("evaluations/<int:campaign_pk>/compute/", views.compute, name="compute"),
    path("evaluations/<int:campaign_pk>/compute/cancel/", views.cancel_computing, name="cancel_computing"),
    path("evaluations/<int:campaign_pk>/compute/progress/", views.progress, name="progress"),
    path("evaluations/<int:campaign_pk>/propose/", views.propose, name="propose"),
    path("evaluations/<int:campaign_pk>/move/", views.move, name="move"),
    path("evaluations/<int:campaign_pk>/notice/", views.draft, name="draft_notice"),
    path("evaluations/scores/<int:pk>/", views.score, name="score"),
    path("evaluations/scores/<int:pk>/decide/", views.decide, name="decide"),
    path("evaluations/scores/<int:pk>/veto/", views.veto, name="veto"),
    path("evaluations/scores/<int:pk>/grade/", views.grade, name="grade"),
    path("evaluations/columns/<int:pk>/", views.columns, name="columns"),
    path("evaluations/vetoes/<int:pk>/lift/", views.lift_veto, name="lift_veto"),
    path("evaluations/notices/<int:pk>/", views.notice, name="notice"),
    path("evaluations/notices/<int:pk>/publish/", views.publish, name="publish"),
    path("evaluations/notices/<int:pk>/close/", views.close, name="close"),
    path("evaluations/notices/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("evaluations/objections/<int:pk>/answer/", views.answer, name="answer"),
    path("public/notices/", views.public_notices, name="public_notices"),
    path("public/notices/<int:pk>/", views.public_notice, name="public_notice"),
]
