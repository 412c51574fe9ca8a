"""Makes one of two records of the same work, and its citations follow.

Citations stand in rich text, which is stored in the columns of pages and other objects and, for each of their
revisions, as JSON in JSON. All of it is looked through, be it known to the reference index or not, and nothing in it
is changed but the number of the work.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Field, ManyToOneRel, Model, QuerySet
from wagtail.fields import RichTextField, StreamField
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.tasks import update_reference_index_task

from references.citations.stored_text import extract_cited_ids, filter_citing_rows, replace_cited_work
from references.identity import comparison
from references.identity.comparison import extract_traits, has_unlike_titles
from references.models import LinkCheck, Reference, StatusNotice

MERGED = "references.merged"
# What of a record is chosen beside the variables of its CSL-JSON.
OWN_FIELDS = ("key", "evidence_kind", "population", "conflict_of_interest")
# The CSL id is the key again.
EXCLUDED_VARIABLES = {"id"}


@dataclass(frozen=True)
class MergeResult:
    """What a merge moved."""

    citations: int
    # Objects whose stored text changed, and stored revisions of any object.
    objects: int
    revisions: int


def get_parts(reference: Reference) -> dict[str, Any]:
    """All that can be chosen of a record: the CSL variables and our own parts, without what is empty."""
    own = {name: getattr(reference, name) for name in OWN_FIELDS}
    work = {name: value for name, value in reference.csl.items() if name not in EXCLUDED_VARIABLES}
    return {name: value for name, value in {**own, **work}.items() if value not in ("", None, [], {})}


def find_contradictions(one: Reference, other: Reference) -> list[str]:
    """In what two records contradict each other, so that they are hardly one work: `doi`, `title`, `volume` …"""
    traits, others = (extract_traits(work.csl, work.own_identifiers) for work in (one, other))
    is_unlike = has_unlike_titles(traits, others)
    return [*(["title"] if is_unlike else []), *comparison.find_contradictions(traits, others)]


def merge_references(*, into: Reference, gone: Reference, take: Collection[str], by: AbstractUser) -> MergeResult:
    """Move everything from `gone` to `into` and delete it. All of it or nothing.

    `take` names the parts (of `parts_of`) that the survivor shall have from the other record; an empty part of the
    other empties it. Raises ValueError for one and the same record, Reference.DoesNotExist if one of the two is no
    longer there, and ValidationError if the parts chosen make no whole work.
    """
    if into.pk == gone.pk:
        raise ValueError("A record cannot be merged with itself.")
    with transaction.atomic():
        both = Reference.objects.select_for_update().in_bulk(sorted([into.pk, gone.pk]))
        if len(both) < 2:
            raise Reference.DoesNotExist
        into, gone = both[into.pk], both[gone.pk]
        result = move_citations(gone=gone.pk, into=into.pk)
        move_notices(gone, into)
        move_pointers(gone, into)
        lost = {"pk": gone.pk, "key": gone.key, "csl": gone.csl}
        taken = {name: get_parts(gone).get(name) for name in take}
        into.live = into.live or gone.live
        into.last_chosen_at = max(into.last_chosen_at, gone.last_chosen_at)
        # Before the survivor is saved: it may take an identifier that no two may have.
        gone.delete()
        apply_parts(taken, into)
        into.clean()
        into.refresh_status()
        for reference in Reference.objects.filter(notices__superseded_by=into).distinct():
            reference.refresh_status()
        log(instance=into, action=MERGED, user=by, data={"gone": lost, "citations": result.citations})
    return result


def apply_parts(parts: dict[str, Any], reference: Reference) -> None:
    for name, value in parts.items():
        if name in OWN_FIELDS:
            setattr(reference, name, value or "")
        else:
            reference.csl[name] = value
    reference.csl["id"] = reference.key


def move_citations(*, gone: int, into: int) -> MergeResult:
    """Make every stored citation of one work a citation of the other."""
    citations, objects = 0, set()
    for field in iterate_rich_text_fields():
        for row in filter_citing_rows(query_all_rows(field.model), field.name, gone).select_for_update(of=("self",)):
            citations += list(extract_cited_ids(row.text)).count(gone)
            objects.add((field.model, row.pk))
            text = replace_cited_work(row.text, gone=gone, into=into)
            value = json.loads(text) if isinstance(field, StreamField) else text
            # No save: whatever else listens to one has nothing to do, and a page's history is not to be touched.
            query_all_rows(field.model).filter(pk=row.pk).update(**{field.name: value})
    for model, pk in objects:
        update_reference_index_task.call(model._meta.app_label, model._meta.model_name, str(pk))  # noqa: SLF001
    return MergeResult(citations, len(objects), move_in_revisions(gone=gone, into=into))


def move_in_revisions(*, gone: int, into: int) -> int:
    found = filter_citing_rows(Revision.objects.all(), "content", gone)
    keys = list(found.values_list("pk", flat=True))
    for pk in keys:
        text = found.select_for_update().get(pk=pk).text
        Revision.objects.filter(pk=pk).update(content=json.loads(replace_cited_work(text, gone=gone, into=into)))
    return len(keys)


def iterate_rich_text_fields() -> Iterator[Field[Any, Any]]:
    """Every column of the site that may hold rich text."""
    for model in apps.get_models():
        for field in model._meta.local_fields:  # noqa: SLF001 -- documented (Model _meta API)
            if isinstance(field, RichTextField | StreamField):
                yield field


def query_all_rows(model: type[Model]) -> QuerySet[Any]:
    return model._base_manager.all()  # noqa: SLF001 -- documented; a manager of the model's own may hide rows


def move_notices(gone: Reference, into: Reference) -> None:
    """The notices of one work become the other's. Of a notice that both have, the one that was judged stays."""
    here = {(notice.source, notice.source_id): notice for notice in into.notices.all()}
    # Neither record was superseded by the other: they are one work.
    StatusNotice.objects.filter(reference__in=(gone, into), superseded_by__in=(gone, into)).delete()
    for notice in gone.notices.all():
        if twin := here.get((notice.source, notice.source_id)):
            if twin.judgement or not notice.judgement:
                continue
            twin.delete()
        notice.reference = into
        notice.save()


def move_pointers(gone: Reference, into: Reference) -> None:
    """Whatever else points at the record."""
    own = {(StatusNotice, "reference"), (LinkCheck, "reference")}
    for relation in Reference._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- documented (Model _meta API)
        if isinstance(relation, ManyToOneRel) and (relation.related_model, relation.remote_field.name) not in own:
            name = relation.remote_field.name
            query_all_rows(relation.related_model).filter(**{name: gone}).update(**{name: into})
