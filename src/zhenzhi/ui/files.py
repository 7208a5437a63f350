"""Sending a kept file to its reader (文件下载): never sniffed, never run."""

from django.http import HttpResponse

from zhenzhi.kernel import uploads


def sent(content: bytes, kind: str, name: str, *, inline: bool) -> HttpResponse:
    """The file; only our own sealed papers open in the browser (`inline`)."""
    answer = HttpResponse(content, content_type=uploads.CONTENT_TYPES.get(kind, "application/octet-stream"))
    answer.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}.{kind}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
