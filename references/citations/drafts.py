"""Citations in drafts, which Wagtail's reference index does not know while an older version is published.

Drafts are read each time: there are few at any moment.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import DraftStateMixin, Revision

from references.citations.stored_text import extract_cited_ids, filter_citing_rows

# An object as the reference index names it: its base content type and its id.
ObjectId = tuple[int, str]


def count_draft_citations() -> dict[ObjectId, Counter[int]]:
    """Return how often each draft cites each work, by the object of the draft and the id of the work."""
    rows = query_drafts().values_list("base_content_type_id", "object_id", "text")
    found: defaultdict[ObjectId, Counter[int]] = defaultdict(Counter)
    for content_type, id_, text in rows:
        # A page that is scheduled and then edited again has two drafts: it counts once.
        found[content_type, id_] |= Counter(extract_cited_ids(text))
    return found


def query_drafts() -> QuerySet[Revision]:
    """Return the revisions that may cite and are not published, with their content as `text`.

    These are the newest revision of each object with unpublished changes, and whatever is scheduled for publication.
    """
    wanted = Q(approved_go_live_at__isnull=False)
    for content_type in ContentType.objects.get_for_models(*iterate_draft_models()).values():
        changed = content_type.get_all_objects_for_this_type(has_unpublished_changes=True)
        wanted |= Q(pk__in=changed.values("latest_revision"))
    return filter_citing_rows(Revision.objects.filter(wanted), "content")


def iterate_draft_models() -> Iterator[type[Model]]:
    """Yield the models that have the draft columns themselves: Page, and not each page type."""
    for model in apps.get_models():
        meta = model._meta
        if issubclass(model, DraftStateMixin) and meta.get_field("latest_revision") in meta.local_fields:
            yield model
