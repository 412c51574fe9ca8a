"""Video and audio from our own server, with captions and a transcript."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import AbstractImage, SourceImageIOError

from articles.blocks.file_types import AUDIO_TYPES, CAPTIONS_TYPE, VIDEO_TYPES, is_of_type
from articles.blocks.text import ANSWER_FEATURES

POSTER = "width-960|format-webp"
MOST_CAPTIONS = 2_000_000
# When a line is shown. SubRip (.srt) has a comma before the milliseconds, and players leave such lines out.
CUE_TIME = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
CUE_TIMES = re.compile(rf"^{CUE_TIME}[ \t]+-->[ \t]+{CUE_TIME}", re.MULTILINE)


class MediaBlock(blocks.StructBlock):
    has_rare_styles = True

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    file = DocumentChooserBlock(
        label=_("Video or audio file"),
        help_text=_("A document of type mp4, webm, mp3, ogg or m4a."),
    )
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A document of type vtt (WebVTT), for a video.")
    )
    poster = ImageChooserBlock(
        label=_("Poster"), required=False, help_text=_("What a video shows before it is played.")
    )
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        required=False,
        features=ANSWER_FEATURES,
        help_text=_("All that is said, and what is seen where it matters. Audio always needs one."),
    )

    class Meta:
        icon = "media"
        label = _("Video or audio")
        label_format = "{title}"
        template = "blocks/media.html"
        preview_template = "blocks/previews/media.html"
        description = _("A film or a recording from this site, with captions or a transcript.")
        preview_value = {
            "title": _("How a visit goes"),
            "file": None,
            "captions": None,
            "poster": None,
            "transcript": "<p>Good morning. Please sit down.</p>",
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        problems = {} if self.is_deferred_validation else dict(find_media_problems(cleaned))
        if problems:
            raise blocks.StructBlockValidationError({name: ValidationError(words) for name, words in problems.items()})
        return cleaned

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Add the files that are there. Without the film itself there is no player."""
        file, captions = value.get("file"), value.get("captions")
        is_there = bool(file) and has_file(file)
        return {
            **super().get_context(value, parent_context),
            "file": file if is_there else None,
            "is_video": is_there and get_type(file) in VIDEO_TYPES,
            "captions": captions if captions and has_file(captions) else None,
            "poster": load_poster(value.get("poster")),
        }


def get_type(document: AbstractDocument) -> str:
    return str(document.file_extension).lower()


def has_file(document: AbstractDocument) -> bool:
    return bool(document.file.storage.exists(document.file.name))


def find_media_problems(value: blocks.StructValue) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, with the name of the part: files of other types, and words that some readers need."""
    file, captions = value["file"], value["captions"]
    kinds = {"file": (file, (*VIDEO_TYPES, *AUDIO_TYPES)), "captions": (captions, (CAPTIONS_TYPE,))}
    for name, (document, types) in kinds.items():
        words = describe_file_problem(document, types) if document else ""
        if not words and document and name == "captions":
            words = describe_captions_problem(document)
        if words:
            yield name, words
    if file and get_type(file) in AUDIO_TYPES and not value["transcript"]:
        yield "transcript", gettext("Write down what is said: some readers cannot hear it.")
    elif file and not value["transcript"] and not captions:
        yield "captions", gettext("A video needs captions or a transcript: some readers cannot hear it.")


def describe_file_problem(document: AbstractDocument, types: tuple[str, ...]) -> str:
    """Return why readers cannot use a document as one of these types, in a sentence, or an empty string."""
    if get_type(document) not in types:
        return gettext("Choose a document of type %(types)s.") % {"types": ", ".join(types)}
    if document.collection.get_view_restrictions():
        return gettext("This document is in a private collection, so readers cannot open it.")
    if not has_file(document):
        return gettext("The file of this document is missing. Upload it again.")
    with document.file.open("rb") as file:
        is_sound = is_of_type(file, get_type(document))
    return "" if is_sound else gettext("The content of this document is not what its name says.")


def describe_captions_problem(document: AbstractDocument) -> str:
    """Return why players would show nothing of captions, or wrong letters, in a sentence, or an empty string."""
    with document.file.open("rb") as file:
        content = file.read(MOST_CAPTIONS + 1)
    if len(content) > MOST_CAPTIONS:
        return gettext("These captions are longer than those of any film.")
    try:
        text = content.decode().replace("\r", "\n")
    except UnicodeDecodeError:
        return gettext(
            "These captions are not saved as UTF-8, so letters such as “ä” would be lost. Save them as UTF-8."
        )
    if CUE_TIMES.search(text):
        return ""
    return gettext(
        "No line of these captions can be shown. Times are written with a point, such as 00:00:01.000 --> 00:00:04.500."
    )


def load_poster(image: AbstractImage | None) -> str:
    """Return the URL of the poster, or an empty string if its file is missing."""
    try:
        rendition = image.get_rendition(POSTER) if image else None
    except SourceImageIOError:
        return ""
    return str(rendition.url) if rendition and rendition.file.storage.exists(rendition.file.name) else ""
