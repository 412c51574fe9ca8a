"""Works as files that reference managers take."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from references.csl import Csl
from references.formats.export import EXPORT_FORMATS
from references.models import Reference

# Of the database, of a search, or some that are at hand.
Works = Iterable[Reference]

ITERATOR_CHUNK_SIZE = 500
# Readers get no abstract, which is its publisher's, and no note, which may be an editor's own.
EDITOR_ONLY_VARIABLES = {"abstract", "annote", "note"}

# By the end of the file's name.
EXPORT_FORMATS = {export.extension: export for export in EXPORT_FORMATS.values()}


def build_download(works: Iterable[Csl], *, name: str, extension: str) -> StreamingHttpResponse:
    """The works written one by one as they are sent. `name` is the file's, without its end."""
    export = EXPORT_FORMATS[extension]
    response = StreamingHttpResponse(export.write(works), content_type=f"{export.content_type}; charset=utf-8")
    filename = f"{name.replace('/', '-')}.{extension}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


def export_for_editors(works: Works) -> Iterator[Csl]:
    """All that is known of each work; with the kind of evidence, which no format has a place for."""
    for work in iterate_works(works):
        own = work.csl.get("custom")
        kind = {"evidence-kind": work.evidence_kind} if work.evidence_kind else {}
        custom = {**(own if isinstance(own, dict) else {}), **kind}
        yield {**work.csl, "id": work.key, **({"custom": custom} if custom else {})}


def export_for_readers(works: Works) -> Iterator[Csl]:
    for work in iterate_works(works):
        shown = {variable: value for variable, value in work.csl.items() if variable not in EDITOR_ONLY_VARIABLES}
        yield {**shown, "id": work.key}


def iterate_works(works: Works) -> Iterable[Reference]:
    """A whole library is never held in memory."""
    return works.iterator(chunk_size=ITERATOR_CHUNK_SIZE) if isinstance(works, QuerySet) else works
