"""Works as files that reference managers take."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from references.csl import Csl
from references.formats.export import EXPORTS
from references.models import Reference

# Of the database, of a search, or some that are at hand.
Works = Iterable[Reference]

AT_ONCE = 500
# Readers get no abstract, which is its publisher's, and no note, which may be an editor's own.
NOT_FOR_READERS = {"abstract", "annote", "note"}

# By the end of the file's name.
FORMATS = {export.extension: export for export in EXPORTS.values()}


def file(works: Iterable[Csl], *, name: str, extension: str) -> StreamingHttpResponse:
    """The works written one by one as they are sent. `name` is the file's, without its end."""
    export = FORMATS[extension]
    response = StreamingHttpResponse(export.write(works), content_type=f"{export.content_type}; charset=utf-8")
    filename = f"{name.replace('/', '-')}.{extension}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


def for_editors(works: Works) -> Iterator[Csl]:
    """All that is known of each work; with the kind of evidence, which no format has a place for."""
    for work in one_by_one(works):
        own = work.csl.get("custom")
        kind = {"evidence-kind": work.evidence_kind} if work.evidence_kind else {}
        custom = {**(own if isinstance(own, dict) else {}), **kind}
        yield {**work.csl, "id": work.key, **({"custom": custom} if custom else {})}


def for_readers(works: Works) -> Iterator[Csl]:
    for work in one_by_one(works):
        shown = {variable: value for variable, value in work.csl.items() if variable not in NOT_FOR_READERS}
        yield {**shown, "id": work.key}


def one_by_one(works: Works) -> Iterable[Reference]:
    """A whole library is never held in memory."""
    return works.iterator(chunk_size=AT_ONCE) if isinstance(works, QuerySet) else works
