"""Pages of our own in the frame of Wagtail's admin, and links to Wagtail's pages of works."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

Label = str | Promise


def render_admin_page(
    request: HttpRequest,
    template: str,
    title: Label,
    context: dict[str, object],
    *,
    icon: str,
    above: tuple[tuple[str, Label], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a template with a title and breadcrumbs.

    `above` lists the pages between the library and this one, each as its URL and title.
    """
    trail = ((reverse("wagtailadmin_home"), gettext("Home")), (reverse("references:index"), gettext("References")))
    breadcrumbs = [{"url": url, "label": label} for url, label in (*trail, *above, ("", title))]
    frame = {"header_title": title, "header_icon": icon, "breadcrumbs_items": breadcrumbs}
    return TemplateResponse(request, template, frame | context, status=status)


def render_form_page(
    request: HttpRequest,
    template: str,
    title: Label,
    form: forms.BaseForm,
    context: dict[str, Any],
    *,
    icon: str,
    above: tuple[tuple[str, Label], ...] = (),
) -> HttpResponse:
    """Render a page with a form as `form`, with status 422 if the form was sent and is shown again."""
    status = 422 if form.is_bound else 200
    return render_admin_page(request, template, title, {"form": form, **context}, icon=icon, above=above, status=status)


def get_reference_edit_url(pk: int) -> str:
    return reverse("references:edit", args=[pk])
