"""Pictures, with who made them and a description for people who cannot see them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, Filter, ResponsiveImage, SourceImageIOError

from articles.blocks.alt_texts import is_file_like
from articles.blocks.text import INLINE_FEATURES

FILTERS = Filter.expand_spec("width-{480,960,1440}|format-webp")
ATTRIBUTES = {
    "sizes": "(min-width: 40rem) 38rem, 100vw",
    "class": "picture__image",
    "loading": "lazy",
    "decoding": "async",
}


class PictureBlock(blocks.StructBlock):
    has_rare_styles = True

    image = ImageBlock(label=_("Image"))
    caption = blocks.RichTextBlock(label=_("Caption"), required=False, features=INLINE_FEATURES)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=160, help_text=_("Who made the image."))
    licence = blocks.CharBlock(
        label=_("Licence"), required=False, max_length=80, help_text=_("For example “CC BY 4.0”, if there is one.")
    )
    licence_url = blocks.URLBlock(label=_("Link to the licence"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/picture.html"
        preview_template = "blocks/previews/picture.html"
        description = _("An image with a caption, and a description for people who cannot see it.")
        preview_value = {
            "image": None,
            "caption": _("Hills and a lake, drawn."),
            "credit": _("the clinic"),
            "licence": "",
            "licence_url": "",
        }

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Add the picture in its sizes, or None if its file is missing."""
        image = value.get("image")
        return {**super().get_context(value, parent_context), "picture": load_picture(image) if image else None}


def load_picture(image: AbstractImage) -> ResponsiveImage | None:
    """Return an image in the sizes whose files are there, which are made on the first view."""
    try:
        renditions = image.get_renditions(*FILTERS)
    except (SourceImageIOError, InvalidFilterSpecError):
        return None
    storage = image.file.storage
    present = {spec: one for spec, one in renditions.items() if storage.exists(one.file.name)}
    if not present:
        return None
    # The size up to which it fills its column: without it a wide column shows the smallest one.
    largest = max(present.values(), key=lambda one: one.width)
    size = {"width": largest.width, "height": largest.height}
    return ResponsiveImage(present, {**ATTRIBUTES, **size, **silence_file_name(image)})


def silence_file_name(image: AbstractImage) -> dict[str, str]:
    """Return an empty alternative text in place of the name of a file, which tells nobody anything."""
    return {"alt": ""} if is_file_like(image.contextual_alt_text or "", image.file.name) else {}
