"""Addresses of names: brands, belts, titles, and the public verification page."""

from django.urls import path

from . import views

app_name = "branding"
urlpatterns = [
    path("brands/", views.brands, name="brands"),
    path("brands/<int:pk>/", views.brand, name="brand"),
    path("brands/<int:pk>/edit/", views.edit_brand, name="edit_brand"),
    path("belts/", views.belts, name="belts"),
    path("belts/new/", views.create, name="create_belt"),
    path("belts/<int:pk>/", views.belt, name="belt"),
    path("belts/<int:pk>/stations/", views.add_station, name="add_station"),
    path("belts/<int:pk>/stations/<int:station_pk>/move/", views.move_station, name="move_station"),
    path("belts/<int:pk>/stations/<int:station_pk>/remove/", views.remove_station, name="remove_station"),
    path("belts/<int:pk>/leaders/", views.link, name="link_leader"),
    path("belts/<int:pk>/leaders/<int:link_pk>/end/", views.unlink, name="unlink_leader"),
    path("designations/name/<int:notice_pk>/", views.name, name="name"),
    path("designations/<int:pk>/", views.designation, name="designation"),
    path("designations/<int:pk>/certificate/", views.certificate, name="certificate"),
    path("designations/<int:pk>/govern/", views.govern, name="govern"),
    path("verify/<str:token>/", views.verify, name="verify"),
]
