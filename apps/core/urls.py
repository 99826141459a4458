from django.urls import path

from . import views

app_name = "core"
urlpatterns = [path("files/<uuid:pk>/", views.download_file, name="file")]
