"""Holds translations to the rules of every page, and tells their editors when the original has changed.

The editor of wagtail-localize replaces the form of a page that follows an original. It publishes without that form's
checks, and updates every translation from its original with a box for publishing at once, in two languages. Anybody who
may edit a page could put its original in its place.
"""

from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from articles.models.editorial_page import PageWithBody
from articles.models.medical_page import may_publish_if_cleared
from articles.publishing import translation_drafts as drafts
from articles.publishing.translation_requests import PageRequestView, SnippetRequestView
from articles.review import citation_report

PUBLISH = "publish"
REPLACING_ITEM = "localize-convert-to-alias"


def publish_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publish a translation if the form of a page would, else keep it as a draft. Called before its own editor acts.

    That editor would first write the translation over what readers see, and publish it without asking who may.
    """
    translation = find_translation(page) if request.method == "POST" and not page.alias_of_id else None
    if translation is None or request.POST.get("action") != PUBLISH:
        return None
    back = redirect("wagtailadmin_pages:edit", page.pk)
    lock = page.get_lock()
    if lock and lock.for_user(request.user):
        messages.error(request, lock.get_message(request.user))
        return back
    try:
        revision = drafts.save_draft(translation, request.user)
    except ValidationError:
        drafts.mark_wrong_words(translation, request.user)
        messages.error(request, gettext("Some of the words cannot be saved. They are marked below."))
        return back
    draft = revision.as_object()
    if findings := find_wrong_citations(page, draft):
        messages.error(request, " ".join(findings))
        return back
    refusals = (hook(request, draft) for hook in hooks.get_hooks("before_publish_page"))
    if refusal := next((refusal for refusal in refusals if isinstance(refusal, HttpResponse)), None):
        return refusal
    drafts.publish_draft(translation, revision, request.user)
    tell_published(request, translation, draft)
    return back


def tell_published(request: HttpRequest, translation: Translation, draft: Page) -> None:
    words = gettext("Published: “%(page)s”.") % {"page": draft.get_admin_display_title()}
    segments = translation.source.stringsegment_set.annotate_translation(translation.target_locale)
    if segments.filter(translation__isnull=True).exists():
        messages.warning(request, f"{words} {gettext('Some of its words are not translated.')}")
    else:
        messages.success(request, words)


def find_translation(page: Page) -> Translation | None:
    """Return how a page follows its original, or None if it is an original, or follows none."""
    following = Translation.objects.filter(enabled=True, target_locale=page.locale_id)
    return following.filter(source__object_id=page.translation_key).select_related("source").first()


def find_wrong_citations(page: Page, draft: Page) -> list[str]:
    if not isinstance(draft, PageWithBody):
        return []
    published = citation_report.find_cited_ids(page.specific.body) if page.live else set()
    return [str(finding) for finding in citation_report.find_blocking_findings(draft.body, published=published)]


def tell_of_changed_original(request: HttpRequest, page: Page) -> None:
    """Tell whoever opens a translation that its original was published anew since."""
    original = find_changed_original(page) if request.method == "GET" else None
    if original is None:
        return
    day = date_format(timezone.localtime(original.last_published_at), "DATE_FORMAT")
    words = gettext("The original has changed since this was translated: it was published again on %(day)s.")
    messages.warning(request, words % {"day": day}, buttons=list(list_ways_to_follow(request.user, original, page)))


def list_ways_to_follow(user: AbstractUser | AnonymousUser, original: Page, page: Page) -> list[object]:
    """Return buttons to see the changes, and to take them over if the translation follows its original."""
    buttons = [
        messages.button(reverse("wagtailadmin_pages:history", args=[original.pk]), gettext("See the changes")),
    ]
    translation = find_translation(page)
    if translation and user.has_perm("wagtail_localize.submit_translation"):
        update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
        back = reverse("wagtailadmin_pages:edit", args=[page.pk])
        buttons.append(messages.button(f"{update}?next={back}", gettext("Take the changes over")))
    return buttons


def find_changed_original(page: Page) -> Page | None:
    """Return the page that this one translates, if it was published after this one was last in step with it.

    A translation that follows its original is in step with it when it takes the changes over, and any other when its
    editor saves it.
    """
    source = TranslationSource.objects.filter(object_id=page.translation_key).exclude(locale=page.locale_id).first()
    translations = page.get_translations().filter(alias_of=None).order_by("first_published_at", "pk")
    original = translations.filter(locale=source.locale_id).first() if source else translations.first()
    if original is None or not original.live or (page.first_published_at and is_older(page, original)):
        return None
    in_step = source.last_updated_at if source and find_translation(page) else page.latest_revision_created_at
    return original if in_step and original.last_published_at and original.last_published_at > in_step else None


def is_older(page: Page, other: Page) -> bool:
    return bool(other.first_published_at and page.first_published_at < other.first_published_at)


class DraftUpdateForm(UpdateTranslationsForm):
    """Takes the changes of an original over into drafts. What is new is not translated yet."""

    publish_translations = BooleanField(required=False, disabled=True)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_translations"].help_text = gettext(
            "Publish each translation in its own editor, once what is new is translated."
        )


class DraftUpdateView(UpdateTranslationsView):
    def get_form(self) -> DraftUpdateForm:
        return DraftUpdateForm(self.request.POST) if self.request.method == "POST" else DraftUpdateForm()


class OrderedReportView(TranslationsReportView):
    """The report of translations, newest first: its pages are of a list without an order otherwise."""

    def get_queryset(self) -> QuerySet[Translation]:
        return super().get_queryset().order_by("-pk")


def replace_by_original(request: HttpRequest, page_id: int) -> HttpResponse:
    """Put the original in the place of a translation. Raises PermissionDenied unless the user may publish the page."""
    if not may_publish_if_cleared(get_object_or_404(Page, pk=page_id).specific, request.user):
        raise PermissionDenied
    response: HttpResponse = convert_to_alias(request, page_id)
    return response


def hide_replacing(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave the way to it out of the menu of a page whose editor may not."""
    page = context.get("page")
    if page and not may_publish_if_cleared(page, request.user):
        items[:] = [item for item in items if item.name != REPLACING_ITEM]


def list_replaced_urls() -> list[URLPattern]:
    """Return the URLs of the views above, which stand before those of wagtail-localize."""
    snippet = "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/"
    return [
        path("localize/submit/page/<int:page_id>/", PageRequestView.as_view()),
        path(snippet, SnippetRequestView.as_view()),
        path("localize/page/<int:page_id>/convert_to_alias/", replace_by_original),
        path("localize/update/<int:translation_source_id>/", DraftUpdateView.as_view()),
        path("localize/reports/translations/", OrderedReportView.as_view()),
        path("localize/reports/translations/results/", OrderedReportView.as_view(results_only=True)),
    ]
