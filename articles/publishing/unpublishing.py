"""Asks an editor who takes a page down where its readers should go, and leads them there."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from articles.publishing.ancestors import iterate_published_descendants

STAYS_PUBLISHED = _("Choose a page that stays published.")


class NewDestinationForm(forms.Form):
    """Where the readers of a page go once it is taken down."""

    destination = forms.ModelChoiceField(
        queryset=Page.objects.live().filter(depth__gt=1),
        required=False,
        widget=AdminPageChooser,
        label=_("Where should its readers go instead?"),
        help_text=_(
            "Links, bookmarks and search engines still lead here. Choose the page that serves the same need. Without "
            "one, readers are told that the page cannot be found."
        ),
        error_messages={"invalid_choice": STAYS_PUBLISHED},
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, page: Page) -> None:
        super().__init__(data)
        self.page = page

    def clean_destination(self) -> Page | None:
        destination: Page | None = self.cleaned_data["destination"]
        if destination and destination.path.startswith(self.page.path):
            raise forms.ValidationError(STAYS_PUBLISHED)
        return destination


def redirect_readers(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect the URL of a page that is being unpublished, and of those below it, to the page that was chosen.

    Called before it is unpublished: a redirect has no effect while a page answers. Return to the question if the answer
    is no good.
    """
    form = NewDestinationForm(request.POST, page=page)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["destination"])))
        return redirect(request.get_full_path())
    if destination := form.cleaned_data["destination"]:
        for going in [*iterate_published_descendants(page), page]:
            redirect_url(going, destination)
    return None


def redirect_url(page: Page, destination: Page) -> None:
    """Lead from the URL of a page to another page. For now, not for ever: the page may be published again."""
    if parts := page.get_url_parts():
        site_id, _root_url, path = parts
        Redirect.objects.update_or_create(
            old_path=Redirect.normalise_path(path),
            site_id=site_id,
            defaults={"redirect_page": destination, "redirect_link": "", "is_permanent": False},
        )


def refuse_deleting_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from deleting a published page to unpublishing it, and from there back to deleting it."""
    if not is_read(page):
        return None
    messages.warning(request, gettext("Readers still see this page. Unpublish it first; then you can delete it."))
    deletion = reverse("wagtailadmin_pages:delete", args=[page.pk])
    unpublishing = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    return redirect(f"{unpublishing}?{urlencode({'next': deletion})}")


def refuse_deleting_several_published(
    request: HttpRequest, action_type: str, pages: list[Page], action: BulkAction
) -> HttpResponse | None:
    """Refuse to delete several pages at once while readers see some of them."""
    if action_type != "delete" or action.model is not Page:
        return None
    published = [page.get_admin_display_title() for page in pages if is_read(page)]
    if not published:
        return None
    words = ngettext(
        "Nothing was deleted. Readers still see this page: %(pages)s. Unpublish it first.",
        "Nothing was deleted. Readers still see these pages: %(pages)s. Unpublish them first.",
        len(published),
    )
    messages.error(request, words % {"pages": ", ".join(published)})
    return redirect(action.next_url)


def remind_of_redirects(
    request: HttpRequest, action_type: str, pages: list[Page], action: BulkAction
) -> HttpResponse | None:
    """Tell whoever unpublished several pages at once that their readers are led nowhere."""
    if action_type == "unpublish" and action.model is Page and request.user.has_perm("wagtailredirects.add_redirect"):
        add = messages.button(reverse("wagtailredirects:add"), gettext("Add a redirect"))
        messages.info(request, gettext("Links to these pages now lead nowhere."), buttons=[add])
    return None


def is_read(page: Page) -> bool:
    """Return whether readers see the page, or one below it."""
    return page.live or any(True for _page in iterate_published_descendants(page))
