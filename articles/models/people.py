"""The people of the clinic, and who of them wrote which article."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Substr
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractRendition
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Orderable, Page, PageViewRestriction
from wagtail.search import index

from articles.models.editorial_page import EditorialPage
from articles.models.listings import get_requested_part
from articles.rendering.body import prefetch_renditions

BIOGRAPHY_FEATURES = ["bold", "italic", "link", "ul"]
# Twice the width at which it is shown, for dense screens.
PORTRAIT_FILTER = "fill-416x416"


class PersonPage(EditorialPage):
    """A person of the clinic: an author, a medical reviewer, a member of staff. The page's title is the name."""

    ARTICLES_PER_PART = 12

    # Set by `choose_versions`: whether everybody may read the page, and the place among the authors.
    is_public: bool
    place: int | None

    title_before = models.CharField(
        _("title before the name"), max_length=60, blank=True, help_text=_("For example “Dr” or “Prof.”.")
    )
    title_after = models.CharField(
        _("titles after the name"), max_length=120, blank=True, help_text=_("For example “MD, PhD”.")
    )
    family_name = models.CharField(
        _("family name"),
        max_length=120,
        help_text=_("The part of the name by which citations name and sort this person, such as “van der Berg”."),
    )
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("What this person does, such as “Rheumatologist”.")
    )
    registration = models.CharField(
        _("registration"),
        max_length=200,
        blank=True,
        help_text=_("The register and the number in it, such as “General Medical Council 1234567”."),
    )
    portrait = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
        help_text=_("It is cut to a square around its focal point, which you set where the image is edited."),
    )
    biography = RichTextField(_("short biography"), blank=True, features=BIOGRAPHY_FEATURES)
    conflicts_of_interest = models.TextField(
        _("conflicts of interest"), help_text=_("What readers should know, in full sentences, or “None.”.")
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_active": True},
        related_name="people",
        verbose_name=_("user account"),
        help_text=_("Who signs in with it may sign as this person. Readers do not see it."),
    )

    content_panels = [
        TitleFieldPanel("title", heading=_("Name"), placeholder=_("Name*")),
        MultiFieldPanel(
            [
                FieldPanel("title_before"),
                FieldPanel("family_name"),
                FieldPanel("title_after"),
                FieldPanel("role"),
                FieldPanel("registration"),
            ],
            heading=_("Titles and role"),
        ),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        FieldPanel("conflicts_of_interest"),
        FieldPanel("account", permission="articles.link_account"),
    ]
    search_fields = [*EditorialPage.search_fields, index.SearchField("role"), index.SearchField("biography")]
    parent_page_types = ["articles.PeopleIndexPage"]
    subpage_types: list[str] = []
    template = "articles/person_page.html"
    page_description = _("A person who writes or reviews articles, or works at the clinic.")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("link_account", _("Can say whose user account a person's is"))]

    def clean(self) -> None:
        super().clean()
        if self.family_name and self.family_name not in self.title:
            raise ValidationError({"family_name": _("The name above does not contain this family name.")})
        if self.account_id and self.get_others_with_same_account().exists():
            raise ValidationError({"account": _("Another person already has this user account.")})

    def get_others_with_same_account(self) -> QuerySet["PersonPage"]:
        others = PersonPage.objects.filter(account_id=self.account_id)
        return others.exclude(translation_key=self.translation_key)

    @property
    def full_name(self) -> str:
        """Return the name with its titles."""
        name = " ".join(filter(None, (self.title_before, self.title)))
        return ", ".join(filter(None, (name, self.title_after)))

    @property
    def given_name(self) -> str:
        return " ".join(self.title.replace(self.family_name, " ", 1).split()) if self.family_name else ""

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the requested part of the articles that this person wrote, in the language of this page.

        Raises Http404 if there is no such part.
        """
        return {
            **super().get_context(request, *args, **kwargs),
            "portrait": self.draw_portrait(),
            "authorships": get_requested_part(self.list_authorships(), request, self.ARTICLES_PER_PART),
        }

    def draw_portrait(self) -> AbstractRendition | None:
        """Return the portrait at the size of this page, or None without one, or if its file is missing."""
        if not self.portrait:
            return None
        prefetch_renditions([self.portrait])
        drawn = get_rendition_or_not_found(self.portrait, PORTRAIT_FILTER)
        return drawn if drawn.pk else None

    def list_authorships(self) -> QuerySet["ArticleAuthor"]:
        """Return the authorships of published articles in this language, whichever version of the person they name."""
        public = Page.objects.live().public()
        return (
            ArticleAuthor.objects.filter(person__translation_key=self.translation_key, page__locale=self.locale_id)
            .filter(page__in=public)
            .select_related("page")
            .defer("page__body")
            .order_by("-page__first_published_at", "-page_id")
        )


class PeopleIndexPage(EditorialPage):
    """The list of the people, in the order of the pages below it."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*EditorialPage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["articles.HomePage"]
    subpage_types = ["articles.PersonPage"]
    max_count_per_parent = 1
    template = "articles/people_index_page.html"
    page_description = _("A list of the people below it, in their order.")

    class Meta:
        verbose_name = _("list of people")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        people = list(PersonPage.objects.child_of(self).live().public().order_by("path").select_related("portrait"))
        prefetch_renditions([person.portrait for person in people if person.portrait])
        return {**super().get_context(request, *args, **kwargs), "people": people}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, object]]:
        """Leave the list out while nobody is in it."""
        return [] if self.is_leaf() else super().get_sitemap_urls(request)


class ArticleAuthor(Orderable):
    """A person who wrote an article.

    To delete a person who is named deletes this too: `articles.naming` refuses that, with words. It cannot be left to
    the database, because a draft that names somebody deleted could not be opened if the relation were protected.
    """

    page = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="authorships")
    person = models.ForeignKey(
        PersonPage, on_delete=models.CASCADE, related_name="authorships", verbose_name=_("person")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "person"],
                name="person_is_named_once",
                violation_error_message=_("An article names each author once."),
            )
        ]


def find_authors(article: Page) -> list[PersonPage]:
    """Return who wrote an article, in the editor's order: each in the article's language, if they have a page in it.

    One query. `is_public` of each says whether everybody may read that page; whoever has no such page is still named.
    """
    written = PersonPage.objects.filter(translation_key__in=query_author_keys(article))
    return choose_versions(mark_authors(mark_public(written), article), article.locale_id)


def find_drafted_authors(article: Page) -> list[PersonPage]:
    """Return the same for an article that is edited, or previewed: those whom the form or the draft names."""
    ids = [authorship.person_id for authorship in article.authorships.all()]
    named = Page.objects.filter(pk__in=ids).values("translation_key")
    cases = (When(pk=id_, then=Value(place)) for place, id_ in enumerate(ids))
    place = Case(*cases, default=None, output_field=IntegerField())
    people = mark_public(PersonPage.objects.filter(translation_key__in=named)).annotate(place=place)
    return choose_versions(people, article.locale_id)


def query_author_keys(article: Page) -> QuerySet[ArticleAuthor]:
    return ArticleAuthor.objects.filter(page=article.pk).values("person__translation_key")


def mark_authors(people: QuerySet[PersonPage], article: Page) -> QuerySet[PersonPage]:
    """Return these people with their `place` among the authors of an article, None for whoever is not one of them."""
    # An authorship that no form made has no order.
    authorships = ArticleAuthor.objects.filter(page=article.pk).annotate(place=Coalesce("sort_order", 0))
    return people.annotate(place=Subquery(authorships.filter(person=OuterRef("pk")).values("place")[:1]))


def mark_public(people: QuerySet[PersonPage]) -> QuerySet[PersonPage]:
    """Return these people with `is_public`: whether everybody may read their page."""
    restrictions = PageViewRestriction.objects.filter(page__path=Substr(OuterRef("path"), 1, Length("page__path")))
    return people.annotate(is_public=Q(live=True) & ~Exists(restrictions))


def choose_versions(people: Iterable[PersonPage], locale_id: int) -> list[PersonPage]:
    """Return those of these people that have a `place`, in its order, each in the version for readers of a language.

    `people` are all versions of each. Whoever has no public page in that language is returned as named.
    """
    found = list(people)
    own = {one.translation_key: one for one in found if one.locale_id == locale_id and one.is_public}
    named = sorted((one for one in found if one.place is not None), key=lambda one: one.place or 0)
    return list(dict.fromkeys(own.get(one.translation_key, one) for one in named))
