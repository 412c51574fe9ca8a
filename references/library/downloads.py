"""Works as files for reference managers."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from references.csl import Csl
from references.formats.export import EXPORT_FORMATS
from references.models import Reference

# A queryset, or works that are loaded already.
Works = Iterable[Reference]

ITERATOR_CHUNK_SIZE = 500
# Readers get no abstract, because its publisher owns it, and no note, because it may be private to an editor.
EDITOR_ONLY_VARIABLES = {"abstract", "annote", "note"}

# The export formats by file extension.
EXPORT_FORMATS = {export.extension: export for export in EXPORT_FORMATS.values()}


def build_download(works: Iterable[Csl], *, name: str, extension: str) -> StreamingHttpResponse:
    """Return a response that writes the works one by one. `name` is the file name without its extension."""
    export = EXPORT_FORMATS[extension]
    response = StreamingHttpResponse(export.write(works), content_type=f"{export.content_type}; charset=utf-8")
    filename = f"{name.replace('/', '-')}.{extension}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


def export_for_editors(works: Works) -> Iterator[Csl]:
    """Yield all that is known of each work. The kind of evidence, for which CSL has no variable, is under `custom`."""
    for work in iterate_works(works):
        own = work.csl.get("custom")
        kind = {"evidence-kind": work.evidence_kind} if work.evidence_kind else {}
        custom = {**(own if isinstance(own, dict) else {}), **kind}
        yield {**work.csl, "id": work.key, **({"custom": custom} if custom else {})}


def export_for_readers(works: Works) -> Iterator[Csl]:
    """Yield each work without what only editors may see."""
    for work in iterate_works(works):
        shown = {variable: value for variable, value in work.csl.items() if variable not in EDITOR_ONLY_VARIABLES}
        yield {**shown, "id": work.key}


def iterate_works(works: Works) -> Iterable[Reference]:
    """Iterate over works in chunks, so that a whole library is never in memory."""
    return works.iterator(chunk_size=ITERATOR_CHUNK_SIZE) if isinstance(works, QuerySet) else works
