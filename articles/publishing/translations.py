"""Holds translations to the rules of every page, and tells their editors when the original has changed.

The editor of wagtail-localize replaces the form of a page that follows an original. It publishes without that form's
checks, and updates every translation from its original with a box for publishing at once, in two languages.
"""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from articles.models.editorial_page import PageWithBody
from articles.review import citation_report

PUBLISH = "publish"


def check_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a translation that the form of a page would refuse. Called before its editor publishes."""
    translation = find_translation(page) if request.method == "POST" else None
    if translation is None or request.POST.get("action") != PUBLISH:
        return None
    try:
        translation.save_target(user=request.user, publish=False)
    except ValidationError:
        return None  # The editor tells it, beside the words that are wrong.
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    if findings := find_wrong_citations(page, draft):
        messages.error(request, " ".join(findings))
        return redirect("wagtailadmin_pages:edit", page.pk)
    refusals = (hook(request, draft) for hook in hooks.get_hooks("before_publish_page"))
    return next((refusal for refusal in refusals if isinstance(refusal, HttpResponse)), None)


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


def list_replaced_urls() -> list[URLPattern]:
    """Return the URLs of the views above, which stand before those of wagtail-localize."""
    return [
        path("localize/update/<int:translation_source_id>/", DraftUpdateView.as_view()),
        path("localize/reports/translations/", OrderedReportView.as_view()),
        path("localize/reports/translations/results/", OrderedReportView.as_view(results_only=True)),
    ]
