"""The form of an article."""

from articles.records.topic import Topic
from articles.review.correction_form import CorrectedPageForm


class ArticleForm(CorrectedPageForm):
    """A form that offers the topics in the language of the article."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "topic" in self.fields:
            self.fields["topic"].queryset = Topic.objects.filter(locale=self.instance.locale_id)
