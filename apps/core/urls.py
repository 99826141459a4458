from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("files/uploads/", views.uploads, name="uploads"),
    path("files/uploads/<uuid:pk>/", views.upload, name="upload"),
    path("files/uploads/<uuid:pk>/<int:number>/", views.chunk, name="chunk"),
    path("files/uploads/<uuid:pk>/cancel/", views.upload_cancel, name="upload_cancel"),
    path("files/<uuid:pk>/", views.download_file, name="file"),
    path("files/<uuid:pk>/thumb/", views.thumb_file, name="thumb"),
    path("files/<uuid:pk>/pdf/", views.pdf_file, name="pdf"),
    path("files/<uuid:pk>/preview/", views.preview_file, name="preview"),
]
