"""Where works are cited: in what is published, and in drafts.

Wagtail's reference index knows the citations of saved objects; `drafts` adds those of unpublished changes. No function
here depends on a page type.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BigIntegerField, Case, CharField, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.text import capfirst
from modelcluster.models import get_serializable_data_for_fields
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, PageQuerySet, ReferenceIndex, TranslatableMixin

from references.citations.drafts import ObjectId, count_draft_citations, iterate_draft_models
from references.citations.stored_text import extract_cited_ids
from references.models import Reference


@dataclass(frozen=True)
class Usage:
    """An object that cites a work."""

    citing_object: Model
    work: int
    # Whether readers see the citation. If not, it is only in a draft.
    is_live: bool
    # How often the draft cites the work; 0 if there is no draft.
    times_in_draft: int
    # Empty if the user may not edit the object.
    edit_url: str

    @property
    def title(self) -> str:
        citing = self.citing_object
        return citing.get_admin_display_title() if isinstance(citing, Page) else str(citing)

    @property
    def kind(self) -> str:
        """The type of the object, and its language if it has one."""
        citing = self.citing_object
        if isinstance(citing, Page):
            name = citing.page_type_display_name
        else:
            name = ContentType.objects.get_for_model(citing).name
        language = f", {citing.locale}" if isinstance(citing, TranslatableMixin) else ""
        return f"{capfirst(name)}{language}"

    @property
    def public_url(self) -> str:
        return (self.is_live and isinstance(self.citing_object, Page) and self.citing_object.url) or ""

    @cached_property
    def times(self) -> int:
        """How often readers meet the citation, or would if the draft were published."""
        if self.is_live or not self.times_in_draft:
            return Counter(extract_cited_ids(serialize_object(self.citing_object)))[self.work]
        return self.times_in_draft


def find_usages(reference: Reference, *, user: AbstractBaseUser | None = None) -> list[Usage]:
    """Return every object that cites the work, published ones first. See `find_usages_in_bulk`."""
    return find_usages_in_bulk([reference.pk], user=user)[reference.pk]


def find_usages_in_bulk(works: Iterable[int], *, user: AbstractBaseUser | None = None) -> dict[int, list[Usage]]:
    """Return the usages of each of these ids, whether such a work exists or not.

    With a user, only objects that the user may edit have an `edit_url`. The number of queries does not depend on the
    number of works.
    """
    citing = map_citing_objects(works)
    objects = fetch_objects({key for drafts in citing.values() for key in drafts})
    finder = AdminURLFinder(user)
    found = {}
    for work, drafts in citing.items():
        usages = [
            Usage(
                citing_object=(citing_object := objects[key]),
                work=work,
                is_live=times is None and getattr(citing_object, "live", True),
                times_in_draft=times or 0,
                edit_url=finder.get_edit_url(citing_object) or "",
            )
            for key, times in drafts.items()
            if key in objects
        ]
        found[work] = sorted(usages, key=lambda usage: (not usage.is_live, usage.title))
    return found


def count_usages(works: Iterable[int]) -> dict[int, int]:
    """Return how many objects cite each of these ids."""
    return {work: len(drafts) for work, drafts in map_citing_objects(works).items()}


def map_citing_objects(works: Iterable[int]) -> dict[int, dict[ObjectId, int | None]]:
    """Return the objects that cite each work.

    The value of an object is how often its draft cites the work if only the draft does, else None.
    """
    found: dict[int, dict[ObjectId, int | None]] = {work: {} for work in works}
    for key, cited in count_draft_citations().items():
        for work in found.keys() & cited.keys():
            found[work][key] = cited[work]
    stored = query_citation_index().filter(to_object_id__in=[str(work) for work in found])
    for work, *key in stored.values_list("to_object_id", "base_content_type_id", "object_id").distinct():
        found[int(work)][tuple(key)] = None
    return found


def build_cited_condition() -> Q:
    """Return the condition that a reference is cited anywhere, drafts included."""
    stored = query_citation_index().values(work=Cast("to_object_id", BigIntegerField()))
    return Q(pk__in=stored) | Q(pk__in={work for counted in count_draft_citations().values() for work in counted})


def get_all_cited_ids() -> set[int]:
    """Return the ids of all works that are cited anywhere, whether they exist or not."""
    stored = query_citation_index().values_list("to_object_id", flat=True).distinct()
    return {int(work) for work in stored}.union(*count_draft_citations().values())


def find_citing_pages(references: Iterable[Reference]) -> PageQuerySet:
    """Return the published pages on which readers see a citation of one of these works."""
    rows = query_citation_index().filter(to_object_id__in=[str(reference.pk) for reference in references])
    pages = Page.objects.live().annotate(key=Cast("pk", CharField()))
    of_pages = {"base_content_type": ContentType.objects.get_for_model(Page)}
    citing = rows.filter(**of_pages).values("object_id")
    showing = query_shown_records(rows).filter(**of_pages).values("object_id")
    return pages.filter(Q(key__in=citing) | Q(key__in=showing))


def query_citations_on(pages: PageQuerySet) -> QuerySet[ReferenceIndex]:
    """Return the rows of Wagtail's reference index that are citations on these pages, or in records that they show.

    Each row asks for its own page: for a few works, SQLite would otherwise list all of these pages first.
    """
    page_type = ContentType.objects.get_for_model(Page)
    # Ids of other objects need not be numbers, and a database may read them before it reads their type.
    page = Case(When(base_content_type=page_type, then=Cast("object_id", BigIntegerField())))
    on_pages = Q(Exists(pages.filter(pk=OuterRef("page"))), base_content_type=page_type)
    showing = (
        ReferenceIndex.objects.alias(page=page)
        .filter(on_pages)
        .filter(to_content_type=OuterRef("base_content_type"), to_object_id=OuterRef("object_id"))
    )
    return exclude_unpublished_records(query_citation_index()).alias(page=page).filter(on_pages | Exists(showing))


def map_page_citations(works: Iterable[int] | None = None) -> dict[int, set[int]]:
    """Return the ids of the works, or of some of these, that each page cites, itself or by a record that it shows."""
    by_object: defaultdict[ObjectId, set[int]] = defaultdict(set)
    rows = exclude_unpublished_records(query_citation_index())
    if works is not None:
        rows = rows.filter(to_object_id__in=[str(work) for work in works])
    for content_type, id_, work in rows.values_list("base_content_type_id", "object_id", "to_object_id").distinct():
        by_object[content_type, id_].add(int(work))
    page_type = ContentType.objects.get_for_model(Page).pk
    found = {int(id_): works for (content_type, id_), works in by_object.items() if content_type == page_type}
    shown = query_shown_records(rows).filter(base_content_type=page_type)
    for page, *record in shown.values_list("object_id", "to_content_type_id", "to_object_id").distinct():
        found[int(page)] = found.get(int(page), set()) | by_object[tuple(record)]
    return found


def query_shown_records(citations: QuerySet[ReferenceIndex]) -> QuerySet[ReferenceIndex]:
    """Return the rows of the index by which a page or another object shows a published record with these citations."""
    citing = exclude_unpublished_records(citations).filter(
        base_content_type=OuterRef("to_content_type"), object_id=OuterRef("to_object_id")
    )
    return ReferenceIndex.objects.filter(Exists(citing))


def exclude_unpublished_records(rows: QuerySet[ReferenceIndex]) -> QuerySet[ReferenceIndex]:
    """Leave out what records with drafts cite before they are published. Whether a page is published, callers ask."""
    for model in iterate_draft_models():
        if model is not Page:
            drafts = model._base_manager.filter(live=False).values(key=Cast("pk", CharField()))
            rows = rows.exclude(base_content_type=ContentType.objects.get_for_model(model), object_id__in=drafts)
    return rows


def query_citation_index() -> QuerySet[ReferenceIndex]:
    """Return the rows of Wagtail's reference index that are citations.

    Models of this app also point at works, such as a notice of what superseded a work: these are no citations.
    """
    rows = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Reference))
    return rows.exclude(base_content_type__app_label="references")


def fetch_objects(wanted: Collection[ObjectId]) -> dict[ObjectId, Model]:
    """Return the objects, with one query for each content type. Deleted objects are left out."""
    ids: defaultdict[int, list[str]] = defaultdict(list)
    for content_type, id_ in wanted:
        ids[content_type].append(id_)
    found = {}
    for content_type, of_type in ids.items():
        rows = ContentType.objects.get_for_id(content_type).get_all_objects_for_this_type()
        if issubclass(rows.model, TranslatableMixin):
            rows = rows.select_related("locale")
        found.update({(content_type, str(pk)): row for pk, row in rows.in_bulk(of_type).items()})
    return found


def serialize_object(citing_object: Model) -> str:
    """Return all that an object holds, with its inline children, as JSON."""
    if isinstance(citing_object, Page):
        citing_object = citing_object.specific
    if hasattr(citing_object, "to_json"):
        return str(citing_object.to_json())
    return json.dumps(get_serializable_data_for_fields(citing_object), cls=DjangoJSONEncoder)
