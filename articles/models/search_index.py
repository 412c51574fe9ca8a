"""What readers can find: one row for each page or record, and the site's own words, for spelling."""

from django.db import models
from wagtail.search import index

MAX_WORD_LENGTH = 40


class SearchEntry(index.Indexed, models.Model):
    """A page or record as the search knows it (`articles.search.sources`).

    Wagtail's index holds its tokens. Whether readers may see the page or record, and at which URL, is asked anew at
    each search: a row that is out of date shows nothing that is hidden.
    """

    source = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    # Empty if it has none, as cited works.
    language = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    # What is looked for (`articles.search.tokens`).
    tokens = models.TextField()

    # All of it is in the one column in which PostgreSQL changes no word: the tokens are stems already.
    search_fields = [index.AutocompleteField("tokens")]
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "object_id"], name="found_once")]

    def __str__(self) -> str:
        return self.heading

    def says_the_same_as(self, other: "SearchEntry") -> bool:
        """Return whether the other entry has the same words in the same language."""
        return all(getattr(self, name) == getattr(other, name) for name in ("language", "heading", "text", "tokens"))


class SearchWord(models.Model):
    """A word of what readers can find, as it is written there, in small letters."""

    word = models.CharField(max_length=MAX_WORD_LENGTH, primary_key=True)
    # In how many entries it is.
    entries = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class SpellingKey(models.Model):
    """What a word and its misspellings have in common (`articles.search.spelling`)."""

    key = models.CharField(max_length=MAX_WORD_LENGTH)
    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="keys")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["key", "word"], name="spelling_by_key")]

    def __str__(self) -> str:
        return self.key
