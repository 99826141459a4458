from .files import download_file, pdf_file, preview_file, thumb_file
from .uploads import chunk, upload, upload_cancel, uploads

__all__ = ["chunk", "download_file", "pdf_file", "preview_file", "thumb_file", "upload", "upload_cancel", "uploads"]
