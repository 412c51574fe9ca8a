"""Bring an article in: read a file, tie its list to the library, and make an unpublished draft of it."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from articles.importing import markers
from articles.importing.citing import CitationWriter
from articles.importing.draft_body import BlockData, BodyBuilder, count_blocks, sort_remarks
from articles.importing.history import BRING_ACTION
from articles.importing.outline import Outline, Prose, Questions
from articles.importing.passages import Passage, Remark
from articles.importing.phrases import Phrase
from articles.importing.report import ImportReport, build_report, describe_refusal
from articles.importing.source_files import read_source
from articles.importing.structure import read_outline
from articles.importing.works import WorkPlan, plan_works, store_new_works
from articles.models import ArticleIndexPage, ArticlePage


@dataclass
class BroughtArticle:
    """An article that was brought in: its report, and the draft unless nothing was to be written."""

    report: ImportReport
    page: ArticlePage | None = None


def bring_article(
    name: str,
    content: bytes,
    parent: ArticleIndexPage,
    *,
    user: User | None = None,
    is_dry_run: bool = False,
    may_add_works: bool = True,
) -> BroughtArticle:
    """Make a draft below `parent` of a file, or only its report. Either all of it is written or nothing.

    The file is read before the transaction, and a report needs none: on SQLite a transaction keeps all others from
    writing, so visitors would wait for it.

    Raises UnreadableFile, with a reason for the editor, if the file cannot be an article.
    """
    outline = read_outline(
        read_source(name, content), PurePath(name).stem.replace("-", " ").replace("_", " ").strip() or name
    )
    with nullcontext() if is_dry_run else transaction.atomic():
        return write_article(outline, parent, name=name, user=user, is_dry_run=is_dry_run, may_add_works=may_add_works)


def write_article(
    outline: Outline, parent: ArticleIndexPage, *, name: str, user: User | None, is_dry_run: bool, may_add_works: bool
) -> BroughtArticle:
    works = plan_works(outline.entries, may_add=may_add_works)
    warn_of_namesakes(outline)
    if not is_dry_run:
        store_new_works(works, name, user)
    by_number = works.get_works_by_number()
    citations = CitationWriter(by_number, markers.find_styles(iterate_phrases(outline), by_number))
    body = BodyBuilder(outline, citations, parent.locale.language_code).build()
    warn_of_markers(outline, citations, works)
    report = build_report(
        outline,
        works,
        citations,
        count_blocks(body),
        sort_remarks([*outline.remarks, *works.remarks, *citations.remarks]),
    )
    page = None if is_dry_run else create_draft(outline, body, parent, name=name, user=user, report=report)
    return BroughtArticle(report, page)


def iterate_phrases(outline: Outline) -> Iterator[Phrase]:
    """Yield the texts of an outline in which markers are looked for."""
    for part in outline.parts:
        passages: list[Passage] = []
        if isinstance(part, Prose):
            passages = part.passages
        elif isinstance(part, Questions):
            passages = [passage for item in part.items for passage in item.passages]
        elif hasattr(part, "phrase"):
            yield part.phrase
        for passage in passages:
            yield from (line.phrase for line in passage.lines)
            yield from (line.phrase for item in passage.items for line in item.lines)


def warn_of_namesakes(outline: Outline) -> None:
    others = ArticlePage.objects.filter(draft_title__iexact=outline.title)
    if other := others.order_by("-live", "pk").first():
        words = (
            _("An article with this title is published already. This is another one.")
            if other.live
            else _("There is a draft with this title already. This is another one.")
        )
        outline.warn(words)
    if not outline.standfirst:
        outline.warn(_("The standfirst is empty. Write one or two sentences that say what a reader will learn."))


def warn_of_markers(outline: Outline, citations: CitationWriter, works: WorkPlan) -> None:
    """Add markers without an entry, and entries that nobody cites."""
    if not outline.entries:
        outline.warn(_("No list of works was found."))
    for number, line in sorted(citations.unknown.items()):
        outline.warn(
            _("The marker [%(number)s] has no entry in the list of works and was left as text.") % {"number": number},
            line,
        )
    for number, work in works.get_works_by_number().items():
        if work.reason and number in citations.cited_numbers:
            outline.warn(
                _("Entry %(number)s could not be read, so its markers were left as text.") % {"number": number},
                work.entry.line,
            )
        elif number not in citations.cited_numbers:
            outline.warn(_("Entry %(number)s is not cited in the text.") % {"number": number}, work.entry.line)


def create_draft(
    outline: Outline,
    body: list[BlockData],
    parent: ArticleIndexPage,
    *,
    name: str,
    user: User | None,
    report: ImportReport,
) -> ArticlePage:
    page = ArticlePage(
        title=outline.title, standfirst=outline.standfirst, body=json.dumps(body), live=False, owner=user
    )
    parent.add_child(instance=page)
    # A draft may lack what a published page must have, such as its standfirst.
    page.save_revision(user=user, clean=False)
    data = {
        "file": name[:200],
        "warnings": report.warnings,
        "refused": [describe_refusal(entry) for entry in report.refused],
    }
    log(instance=page, action=BRING_ACTION, user=user, data=data, content_changed=True)
    return page


def join_remarks(*groups: list[Remark]) -> list[Remark]:
    return [remark for group in groups for remark in group]
