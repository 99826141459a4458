"""Addresses of planning: settings, days and routes, draws by lot, the library of typical problems."""

from django.urls import path

from .views import absences, committees, draws, layouts, overviews, planning, problems

urlpatterns = [
    path("inspections/rounds/<int:pk>/settings/", planning.round_edit, name="round_edit"),
    path("inspections/rounds/<int:pk>/checks/", planning.round_checks, name="round_checks"),
    path("inspections/rounds/<int:pk>/plan/", planning.plan, name="plan"),
    path("inspections/rounds/<int:pk>/committees/", committees.committees, name="committees"),
    path("inspections/rounds/<int:pk>/schedule/", planning.schedule, name="schedule"),
    path("inspections/rounds/<int:pk>/schedule/export/", planning.schedule_export, name="schedule_export"),
    path("inspections/rounds/<int:pk>/schedule/order/", planning.schedule_order, name="schedule_order"),
    path("inspections/rounds/<int:pk>/schedule/<str:act>/", planning.schedule_act, name="schedule_act"),
    path("inspections/visits/<uuid:pk>/move/", planning.visit_move, name="visit_move"),
    path("inspections/calendar/", overviews.calendar, name="calendar"),
    path("inspections/levels/", overviews.levels, name="levels"),
    path("inspections/guidance/", overviews.guidance, name="guidance"),
    path("inspections/guidance/committee/", overviews.guidance_committee, name="guidance_committee"),
    path("inspections/absences/", absences.absences, name="absences"),
    path("inspections/absences/<int:pk>/withdraw/", absences.absence_withdraw, name="absence_withdraw"),
    path("inspections/layouts/", layouts.layouts, name="layouts"),
    path("inspections/layouts/<slug:kind>/", layouts.layout, name="layout"),
    path("inspections/layouts/<slug:kind>/ours/", layouts.layout_ours, name="layout_ours"),
    path("inspections/layouts/<slug:kind>/try/", layouts.layout_try, name="layout_try"),
    path("inspections/layouts/<slug:kind>/drop/", layouts.layout_drop, name="layout_drop"),
    path("inspections/rounds/<int:pk>/draws/", draws.draws, name="draws"),
    path("inspections/draws/<int:pk>/", draws.draw, name="draw"),
    path("inspections/draws/<int:pk>/run/", draws.draw_run, name="draw_run"),
    path("inspections/draws/<int:pk>/cancel/", draws.draw_cancel, name="draw_cancel"),
    path("inspections/draws/<int:pk>/record/", draws.draw_record, name="draw_record"),
    path("inspections/problems/", problems.problems, name="problems"),
    path("inspections/problems/export/", problems.problems_export, name="problems_export"),
    path("inspections/problems/new/", problems.problem_new, name="problem_new"),
    path("inspections/problems/often/", problems.problems_often, name="problems_often"),
    path("inspections/problems/<int:pk>/", problems.problem_edit, name="problem_edit"),
    path("inspections/problems/<int:pk>/retire/", problems.problem_retire, name="problem_retire"),
    path("inspections/problems/<int:pk>/restore/", problems.problem_restore, name="problem_restore"),
    path("public/draws/", draws.public_draws, name="public_draws"),
    path("public/draws/algorithm/", draws.draw_algorithm, name="draw_algorithm"),
    path("public/draws/<int:pk>/", draws.public_draw, name="public_draw"),
    path("public/draws/<int:pk>/record/", draws.public_draw_record, name="public_draw_record"),
]
