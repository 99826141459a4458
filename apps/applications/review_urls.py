"""Addresses of the ladder: the queue, the review, batches, comments, delegation and ranking."""

from django.urls import path

from . import views

urlpatterns = [
    path("review/", views.review_queue, name="review_queue"),
    path("review/export/", views.queue_export, name="queue_export"),
    path("review/assign/", views.assign, name="review_assign"),
    path("review/batch/", views.batch_new, name="batch_new"),
    path("review/batch/<int:pk>/", views.batch, name="batch"),
    path("review/batch/<int:pk>/start/", views.batch_start, name="batch_start"),
    path("review/batch/<int:pk>/cancel/", views.batch_cancel, name="batch_cancel"),
    path("review/ranking/<int:campaign_pk>/", views.ranking, name="ranking"),
    path("review/standing-in/", views.standing_in, name="standing_in"),
    path("review/standing-in/delegate/", views.delegate, name="delegate"),
    path("review/standing-in/<int:pk>/revoke/", views.revoke, name="delegation_revoke"),
    path("review/standing-in/hand-over/", views.hand_over, name="review_hand_over"),
    path("review/standing-in/declare/", views.declare, name="declare_interest"),
    path("review/standing-in/interest/<int:pk>/end/", views.end_interest, name="interest_end"),
    path("review/steps/<int:pk>/recall/", views.recall, name="recall"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/opened/", views.opened, name="opened"),
    path("<int:pk>/comment/", views.comment, name="comment"),
]
