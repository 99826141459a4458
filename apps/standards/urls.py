"""Addresses of standards."""

from django.urls import URLPattern, URLResolver, path

from .views import (
    census,
    compare,
    drafts,
    exchange,
    following,
    nodes,
    preview,
    publishing,
    reading,
    requesting,
    themes,
    whole,
)

app_name = "standards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.list_standards, name="list"),
    path("themes/", themes.show_themes, name="themes"),
    path("census/", census.show_census, name="census"),
    path("census/export/", census.export_census, name="census_export"),
    path("new/", drafts.new, name="new"),
    path("request/", requesting.request_entry, name="request_entry"),
    path("import/", exchange.upload, name="import"),
    path("import/confirm/", exchange.confirm, name="import_confirm"),
    path("import/example/", exchange.example, name="import_example"),
    path("<int:pk>/", reading.show_version, name="detail"),
    path("<int:pk>/export/", reading.export, name="export"),
    path("<int:pk>/yaml/", exchange.yaml_file, name="yaml"),
    path("<int:pk>/compare/", compare.compare, name="compare"),
    path("<int:pk>/copy/", drafts.copy, name="copy"),
    path("<int:pk>/adapt/", drafts.adapt, name="adapt"),
    path("<int:pk>/revise/", drafts.revise, name="revise"),
    path("<int:pk>/follow/", following.follow, name="follow"),
    path("<int:pk>/retire/", drafts.retire, name="retire"),
    path("<int:pk>/edit/", nodes.edit, name="edit"),
    path("<int:pk>/edit/add/", nodes.add, name="add_node"),
    path("<int:pk>/edit/move/", nodes.move, name="move_node"),
    path("<int:pk>/edit/remove/", nodes.remove, name="remove_node"),
    path("<int:pk>/edit/undo/", nodes.undo, name="undo"),
    path("<int:pk>/edit/node/<str:code>/", nodes.node, name="node"),
    path("<int:pk>/settings/", whole.settings, name="settings"),
    path("<int:pk>/problems/", whole.problems, name="problems"),
    path("<int:pk>/preview/", preview.preview, name="preview"),
    path("<int:pk>/asks/", publishing.asks, name="asks"),
    path("<int:pk>/asks/withdraw/", publishing.withdraw, name="withdraw"),
    path("<int:pk>/asks/<int:ask>/", publishing.decide, name="decide_ask"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/discard/", drafts.discard, name="discard"),
]
