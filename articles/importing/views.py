"""Bringing an article in by the admin: upload, look at the report, make the draft."""

from collections.abc import Iterator
from typing import cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from articles.importing.drafts import BroughtArticle, bring_article
from articles.importing.source_files import LARGEST_UPLOAD
from articles.importing.uploads import KeptUpload, delete_upload, find_upload, keep_upload
from articles.models import ArticleIndexPage
from references.formats.records import UnreadableFile

ADD_WORKS_PERMISSION = "references.add_reference"
BRING_TITLE = _("Bring an article in")
BRING_ICON = "upload"
BRING_URL_NAME = "bring_article"


class ArticleFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Word (.docx), web page (.html), Markdown (.md) or plain text (.txt), up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.html,.htm,.md,.txt"}),
    )

    def clean_file(self) -> File:
        file: File = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise ValidationError(_("The file is larger than 10 MB. Remove pictures from it, or split it."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, parent_id: int) -> HttpResponse:
    """Show the form, the report of an uploaded file, or make the draft that the report was of."""
    parent = get_object_or_404(ArticleIndexPage.objects.select_related("locale"), pk=parent_id)
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if request.method != "POST":
        return render_screen(request, parent, "form.html", {"form": ArticleFileForm()})
    if token := request.POST.get("upload"):
        return make_draft(request, parent, find_upload(token, get_uploader(request).pk))
    form = ArticleFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = KeptUpload(file.name, file.read(), "")
        try:
            report = bring_upload(request, parent, upload, is_dry_run=True).report
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            kept = keep_upload(upload.name, upload.content, get_uploader(request).pk)
            return render_screen(
                request, parent, "preview.html", {"report": report, "upload": kept, "name": upload.name}
            )
    return render_screen(request, parent, "form.html", {"form": form}, status=422)


def make_draft(request: HttpRequest, parent: ArticleIndexPage, upload: KeptUpload | None) -> HttpResponse:
    """Make the draft of a file that waits, and lead to its page. One that is gone has to be uploaded again."""
    try:
        page = bring_upload(request, parent, upload).page if upload else None
    except UnreadableFile:
        page = None
    if not page or not upload:
        messages.error(request, gettext("The file is no longer here. Upload it again."))
        return redirect(BRING_URL_NAME, parent.pk)
    delete_upload(upload)
    history = reverse("wagtailadmin_pages:history", args=[page.pk])
    messages.success(
        request,
        gettext("Draft made of “%(file)s”. Its history keeps what was not understood.") % {"file": upload.name},
        buttons=[messages.button(history, gettext("History"))],
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def bring_upload(
    request: HttpRequest, parent: ArticleIndexPage, upload: KeptUpload, *, is_dry_run: bool = False
) -> BroughtArticle:
    return bring_article(
        upload.name,
        upload.content,
        parent,
        user=get_uploader(request),
        is_dry_run=is_dry_run,
        may_add_works=request.user.has_perm(ADD_WORKS_PERMISSION),
    )


def get_uploader(request: HttpRequest) -> User:
    """Return the user of a request that may add pages."""
    return cast("User", request.user)


def render_screen(
    request: HttpRequest, parent: ArticleIndexPage, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    breadcrumbs = [
        {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
        {"url": reverse("wagtailadmin_explore", args=[parent.pk]), "label": parent.get_admin_display_title()},
        {"url": "", "label": BRING_TITLE},
    ]
    frame = {"header_title": BRING_TITLE, "header_icon": BRING_ICON, "breadcrumbs_items": breadcrumbs, "parent": parent}
    return TemplateResponse(request, f"articles/importing/{template}", frame | context, status=status)


def offer_bringing_in(page: Page, user: object, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Yield the button of a list of articles, for whoever may add articles to it."""
    if isinstance(page.specific_deferred, ArticleIndexPage) and page.permissions_for_user(user).can_add_subpage():
        url = reverse(BRING_URL_NAME, args=[page.pk])
        yield Button(BRING_TITLE, url=url, icon_name=BRING_ICON, priority=16)
