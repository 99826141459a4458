from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from .models import FileUse
from .registries import file_readers


@login_not_required  # public notices and brands carry files too: each reader decides
@require_safe
def download_file(request: HttpRequest, pk: str) -> FileResponse:
    """Serve a stored file to whoever may read one of its uses; anything else does not exist."""
    use = FileUse.objects.live().filter(pk=pk).first()
    if use is None or not any(reads(request.user, use) for reads in file_readers):
        raise Http404
    inline = use.file.content_type.startswith("image/") or use.file.content_type == "application/pdf"
    response = FileResponse(
        use.file.file.open("rb"),
        as_attachment=not (inline and "inline" in request.GET),
        filename=use.name,
        content_type=use.file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    return response
