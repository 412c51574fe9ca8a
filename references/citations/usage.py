"""Where works are cited: in what is published, and in what would be published next.

Wagtail's reference index knows the saved objects. Of a published page it does not know the draft, so drafts are looked
into here; there are few at any time. Nothing here knows a page by its type.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BigIntegerField, Model, ProtectedError, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.text import capfirst
from django.utils.translation import gettext
from modelcluster.models import get_serializable_data_for_fields
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import DraftStateMixin, Page, PageQuerySet, ReferenceIndex, Revision, TranslatableMixin

from references.models import Reference

# A citation in rich text, and in JSON that holds rich text: every layer of JSON puts backslashes before the quotes.
LINK_TAG = re.compile(r"<a\b[^>]*>")
CITATION_ATTRIBUTE = re.compile(r'(?<![\w-])linktype=\\*"reference\\*"')
WORK_ATTRIBUTE = re.compile(r'(?<![\w-])(?P<before>id=\\*")(?P<id>[1-9]\d{0,17})(?=\\*")')

# As the reference index names an object: its base content type and its id.
ObjectId = tuple[int, str]


@dataclass(frozen=True)
class Usage:
    """An object that cites a work."""

    what: Model
    work: int
    # Whether readers see the citation; else it stands in a draft only.
    is_live: bool
    # In the draft, where there is one.
    times_in_draft: int
    # Empty where the user may not edit it.
    edit_url: str

    @property
    def title(self) -> str:
        return self.what.get_admin_display_title() if isinstance(self.what, Page) else str(self.what)

    @property
    def kind(self) -> str:
        """What it is, and in which language."""
        what = self.what
        name = what.page_type_display_name if isinstance(what, Page) else ContentType.objects.get_for_model(what).name
        language = f", {what.locale}" if isinstance(what, TranslatableMixin) else ""
        return f"{capfirst(name)}{language}"

    @property
    def public_url(self) -> str:
        return (self.is_live and isinstance(self.what, Page) and self.what.url) or ""

    @cached_property
    def times(self) -> int:
        """How often readers meet the citation, or would if the draft were published."""
        if self.is_live or not self.times_in_draft:
            return Counter(extract_cited_ids(serialize_object(self.what)))[self.work]
        return self.times_in_draft


def find_usages(reference: Reference, *, user: AbstractBaseUser | None = None) -> list[Usage]:
    """Every object that cites the work, what is published first. With a user: links only to what they may edit."""
    return find_usages_in_bulk([reference.pk], user=user)[reference.pk]


def find_usages_in_bulk(works: Iterable[int], *, user: AbstractBaseUser | None = None) -> dict[int, list[Usage]]:
    """`places` of each of these ids, be there such a work or not, in as many queries as for one."""
    citing = map_citing_objects(works)
    objects = fetch_objects({key for drafts in citing.values() for key in drafts})
    finder = AdminURLFinder(user)
    found = {}
    for work, drafts in citing.items():
        here = [
            Usage(
                what=(what := objects[key]),
                work=work,
                is_live=times is None and getattr(what, "live", True),
                times_in_draft=times or 0,
                edit_url=finder.get_edit_url(what) or "",
            )
            for key, times in drafts.items()
            if key in objects
        ]
        found[work] = sorted(here, key=lambda place: (not place.is_live, place.title))
    return found


def count_usages(works: Iterable[int]) -> dict[int, int]:
    """How many objects cite each of these ids."""
    return {work: len(drafts) for work, drafts in map_citing_objects(works).items()}


def map_citing_objects(works: Iterable[int]) -> dict[int, dict[ObjectId, int | None]]:
    """What cites each work; with how often its draft does, where only its draft does."""
    found: dict[int, dict[ObjectId, int | None]] = {work: {} for work in works}
    for key, cited in count_draft_citations().items():
        for work in found.keys() & cited.keys():
            found[work][key] = cited[work]
    stored = query_citation_index().filter(to_object_id__in=[str(work) for work in found])
    for work, *key in stored.values_list("to_object_id", "base_content_type_id", "object_id").distinct():
        found[int(work)][tuple(key)] = None
    return found


def build_cited_condition() -> Q:
    """The condition that a reference is cited anywhere, be it in a draft."""
    stored = query_citation_index().values(work=Cast("to_object_id", BigIntegerField()))
    return Q(pk__in=stored) | Q(pk__in={work for counted in count_draft_citations().values() for work in counted})


def get_all_cited_ids() -> set[int]:
    """Ids of all works cited anywhere, whether they exist or not."""
    stored = query_citation_index().values_list("to_object_id", flat=True).distinct()
    return {int(work) for work in stored}.union(*count_draft_citations().values())


def is_cited(reference: Reference) -> bool:
    return bool(map_citing_objects([reference.pk])[reference.pk])


def find_citing_pages(references: Iterable[Reference]) -> PageQuerySet:
    """The published pages that cite one of these works, whose cached copies a changed work makes stale."""
    rows = query_citation_index().filter(
        to_object_id__in=[str(reference.pk) for reference in references],
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    return Page.objects.live().filter(pk__in=rows.values(page=Cast("object_id", BigIntegerField())))


def query_citation_index() -> QuerySet[ReferenceIndex]:
    """The rows of Wagtail's index that are citations. Our own records point at works too, and cite none."""
    rows = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Reference))
    return rows.exclude(base_content_type__app_label="references")


def count_draft_citations() -> dict[ObjectId, Counter[int]]:
    """What the drafts cite and how often."""
    rows = query_drafts().values_list("base_content_type_id", "object_id", "text")
    found: defaultdict[ObjectId, Counter[int]] = defaultdict(Counter)
    for content_type, id_, text in rows:
        # A page may be scheduled and changed again: it counts once.
        found[content_type, id_] |= Counter(extract_cited_ids(text))
    return found


def query_drafts() -> QuerySet[Revision]:
    """The newest revision of whatever has unpublished changes, and what is to be published later. With its `text`."""
    wanted = Q(approved_go_live_at__isnull=False)
    for content_type in ContentType.objects.get_for_models(*iterate_draft_models()).values():
        changed = content_type.get_all_objects_for_this_type(has_unpublished_changes=True)
        wanted |= Q(pk__in=changed.values("latest_revision"))
    return Revision.objects.filter(wanted).annotate(text=Cast("content", TextField())).filter(text__contains="linktype")


def iterate_draft_models() -> Iterator[type[Model]]:
    """Those that have the columns themselves: Page, not each type of page."""
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 -- documented (Model _meta API)
        if issubclass(model, DraftStateMixin) and meta.get_field("latest_revision") in meta.local_fields:
            yield model


def fetch_objects(wanted: Collection[ObjectId]) -> dict[ObjectId, Model]:
    """The objects in one query for each content type. What is gone is left out."""
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


def serialize_object(what: Model) -> str:
    """All that an object holds, with its inline children, as JSON."""
    if isinstance(what, Page):
        what = what.specific
    if hasattr(what, "to_json"):
        return str(what.to_json())
    return json.dumps(get_serializable_data_for_fields(what), cls=DjangoJSONEncoder)


def extract_cited_ids(text: str) -> Iterator[int]:
    """The works cited in a rich text, or in JSON that holds rich text, in its order."""
    for tag in LINK_TAG.finditer(text):
        if CITATION_ATTRIBUTE.search(tag[0]) and (work := WORK_ATTRIBUTE.search(tag[0])):
            yield int(work["id"])


def replace_cited_work(text: str, *, gone: int, into: int) -> str:
    """The text with all its citations of one work made citations of another, and no other character changed."""

    def rewritten(tag: re.Match[str]) -> str:
        if not CITATION_ATTRIBUTE.search(tag[0]):
            return tag[0]
        return WORK_ATTRIBUTE.sub(
            lambda work: f"{work['before']}{into if int(work['id']) == gone else work['id']}", tag[0]
        )

    return LINK_TAG.sub(rewritten, text)


@receiver(pre_delete, sender=Reference)
def refuse_deleting_cited_work(instance: Reference, **kwargs: Any) -> None:
    """Whoever deletes it, by whichever way: raises ProtectedError with what cites it."""
    if citing := find_usages(instance):
        message = gettext("%(work)s is cited and cannot be deleted.") % {"work": instance}
        raise ProtectedError(message, {place.what for place in citing})
