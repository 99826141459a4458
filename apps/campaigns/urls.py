"""Addresses of campaigns."""

from django.urls import URLPattern, URLResolver, path

from . import views
from .views import plan_board, survey

app_name = "campaigns"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_campaigns, name="list"),
    path("export/", views.export_list, name="export"),
    path("new/", views.new_campaign, name="new"),
    path("programmes/", views.list_programmes, name="programmes"),
    path("programmes/new/", views.new_programme, name="new_programme"),
    path("programmes/<int:pk>/", views.show_programme, name="programme"),
    path("programmes/<int:pk>/edit/", views.edit_programme, name="edit_programme"),
    path("programmes/<int:pk>/hang/", views.hang, name="hang"),
    path("programmes/<int:pk>/campaigns/<int:campaign>/take-out/", views.take_out, name="take_out"),
    path("programmes/<int:pk>/board/", plan_board.show_board, name="board"),
    path("programmes/<int:pk>/board/export/", plan_board.export_board, name="board_export"),
    path("programmes/<int:pk>/board/import/", plan_board.import_board, name="board_import"),
    path("programmes/<int:pk>/board/targets/", plan_board.set_targets, name="board_targets"),
    path("programmes/<int:pk>/board/confirm/", plan_board.confirm_board, name="board_confirm"),
    path(
        "programmes/<int:pk>/board/organizations/<int:organization>/",
        plan_board.plan_organization,
        name="plan_organization",
    ),
    path("planned/<int:pk>/confirm/", plan_board.confirm_planned, name="planned_confirm"),
    path("planned/<int:pk>/decline/", plan_board.decline_planned, name="planned_decline"),
    path("<int:pk>/candidates/from-plan/", plan_board.take_from_plan, name="take_from_plan"),
    path("<int:pk>/", views.show_campaign, name="detail"),
    path("<int:pk>/survey/", survey.survey, name="survey"),
    path("<int:pk>/survey/start/", survey.start_survey, name="survey_start"),
    path("<int:pk>/survey/cancel/", survey.cancel_survey, name="survey_cancel"),
    path("<int:pk>/survey/progress/", survey.survey_progress, name="survey_progress"),
    path("<int:pk>/survey/export/", survey.export_survey, name="survey_export"),
    path("<int:pk>/candidates/propose/<int:organization>/", survey.propose, name="propose"),
    path("candidates/<int:pk>/confirm/", survey.confirm_candidate, name="candidate_confirm"),
    path("candidates/<int:pk>/decline/", survey.decline_candidate, name="candidate_decline"),
    path("<int:pk>/setup/", views.set_up, name="setup"),
    path("<int:pk>/eligible/", views.count_eligible, name="eligible"),
    path("<int:pk>/documents/", views.attach, name="attach"),
    path("<int:pk>/documents/<uuid:use>/remove/", views.remove, name="remove_document"),
    path("<int:pk>/lines/", views.list_lines, name="work_lines"),
    path("<int:pk>/lines/add/", views.add_line, name="add_line"),
    path("<int:pk>/lines/<int:line>/", views.show_line, name="work_line"),
    path("<int:pk>/lines/<int:line>/report/", views.report_line, name="report_line"),
    path("<int:pk>/lines/<int:line>/edit/", views.edit_line, name="edit_line"),
    path("<int:pk>/lines/<int:line>/remove/", views.remove_line, name="remove_line"),
    path("<int:pk>/open/", views.open_campaign, name="open"),
    path("<int:pk>/extend/", views.extend, name="extend"),
    path("<int:pk>/postpone/", views.postpone, name="postpone"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
