"""Merges two records of one work, and moves the citations.

Citations are in rich text, which is stored in columns of pages and other objects and, for each of their revisions, as
JSON inside JSON. All of it is searched, whether the reference index knows it or not, and nothing in it changes but the
id of the work.
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
from references.identity.comparison import has_unlike_titles
from references.identity.traits import extract_traits
from references.models import LinkCheck, Reference, StatusNotice

MERGED = "references.merged"
# The parts of a record that an editor chooses beside the variables of its CSL-JSON.
OWN_FIELDS = ("key", "evidence_kind", "population", "conflict_of_interest")
# The CSL id is always the same as the key.
EXCLUDED_VARIABLES = {"id"}


@dataclass(frozen=True)
class MergeResult:
    """How many citations a merge moved."""

    citations: int
    # How many objects and revisions changed.
    objects: int
    revisions: int


def get_parts(reference: Reference) -> dict[str, Any]:
    """Return the parts of a record that can be chosen: CSL variables and our own fields, without empty ones."""
    own = {name: getattr(reference, name) for name in OWN_FIELDS}
    work = {name: value for name, value in reference.csl.items() if name not in EXCLUDED_VARIABLES}
    return {name: value for name, value in {**own, **work}.items() if value not in ("", None, [], {})}


def find_contradictions(one: Reference, other: Reference) -> list[str]:
    """Return the names of the parts in which two records contradict each other: `doi`, `title`, `volume` …"""
    traits, others = (extract_traits(work.csl, work.own_identifiers) for work in (one, other))
    is_unlike = has_unlike_titles(traits, others)
    return [*(["title"] if is_unlike else []), *comparison.find_contradictions(traits, others)]


def merge_references(*, into: Reference, gone: Reference, take: Collection[str], by: AbstractUser) -> MergeResult:
    """Move everything from `gone` to `into` and delete `gone`, in one transaction.

    `take` names the parts (see `get_parts`) that `into` takes from `gone`; a part that `gone` does not have is emptied.
    Raises ValueError if both are the same record, Reference.DoesNotExist if one was deleted, and ValidationError if the
    chosen parts make no valid work.
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
        # Before `into` is saved, because it may take over a unique identifier.
        gone.delete()
        apply_parts(taken, into)
        into.clean()
        into.refresh_status()
        for reference in Reference.objects.filter(notices__superseded_by=into).distinct():
            reference.refresh_status()
        log(instance=into, action=MERGED, user=by, data={"gone": lost, "citations": result.citations})
    return result


def apply_parts(parts: dict[str, Any], reference: Reference) -> None:
    """Set the parts of a record, without saving it."""
    for name, value in parts.items():
        if name in OWN_FIELDS:
            setattr(reference, name, value or "")
        else:
            reference.csl[name] = value
    reference.csl["id"] = reference.key


def move_citations(*, gone: int, into: int) -> MergeResult:
    """Make every stored citation of `gone` a citation of `into`."""
    citations, objects = 0, set()
    for field in iterate_rich_text_fields():
        for row in filter_citing_rows(query_all_rows(field.model), field.name, gone).select_for_update(of=("self",)):
            citations += list(extract_cited_ids(row.text)).count(gone)
            objects.add((field.model, row.pk))
            text = replace_cited_work(row.text, gone=gone, into=into)
            value = json.loads(text) if isinstance(field, StreamField) else text
            # update() instead of save(): no signal may run, and the history of a page must not change.
            query_all_rows(field.model).filter(pk=row.pk).update(**{field.name: value})
    for model, pk in objects:
        update_reference_index_task.call(model._meta.app_label, model._meta.model_name, str(pk))
    return MergeResult(citations, len(objects), move_in_revisions(gone=gone, into=into))


def move_in_revisions(*, gone: int, into: int) -> int:
    """Move the citations in stored revisions, and return how many revisions changed."""
    found = filter_citing_rows(Revision.objects.all(), "content", gone)
    keys = list(found.values_list("pk", flat=True))
    for pk in keys:
        text = found.select_for_update().get(pk=pk).text
        Revision.objects.filter(pk=pk).update(content=json.loads(replace_cited_work(text, gone=gone, into=into)))
    return len(keys)


def iterate_rich_text_fields() -> Iterator[Field[Any, Any]]:
    """Yield every column of the site that may hold rich text."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, RichTextField | StreamField):
                yield field


def query_all_rows(model: type[Model]) -> QuerySet[Any]:
    return model._base_manager.all()  # a custom manager may hide rows


def move_notices(gone: Reference, into: Reference) -> None:
    """Move the notices of one work to the other. Of a notice that both have, keep the one that was judged."""
    here = {(notice.source, notice.source_id): notice for notice in into.notices.all()}
    # One work cannot supersede itself.
    StatusNotice.objects.filter(reference__in=(gone, into), superseded_by__in=(gone, into)).delete()
    for notice in gone.notices.all():
        if twin := here.get((notice.source, notice.source_id)):
            if twin.judgement or not notice.judgement:
                continue
            twin.delete()
        notice.reference = into
        notice.save()


def move_pointers(gone: Reference, into: Reference) -> None:
    """Make every other foreign key to `gone` point to `into`."""
    own = {(StatusNotice, "reference"), (LinkCheck, "reference")}
    for relation in Reference._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and (relation.related_model, relation.remote_field.name) not in own:
            name = relation.remote_field.name
            query_all_rows(relation.related_model).filter(**{name: gone}).update(**{name: into})
