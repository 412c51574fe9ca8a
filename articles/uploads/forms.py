"""The forms by which editors upload files. Their content is read, because a name says nothing."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from articles.blocks import file_types


class SoundDocumentForm(BaseDocumentForm):
    """Refuses a document that is not what its name says, or is something else too."""

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            extension = PurePath(file.name or "").suffix[1:].lower()
            if not file_types.is_of_type(file, extension):
                words = gettext("The content of this file is not what its name says (%(extension)s).")
                raise ValidationError(words % {"extension": extension or gettext("no extension")})
            refuse_second_content(file, is_pdf=extension == "pdf")
        return file


class SoundImageForm(BaseImageForm):
    """Refuses an image that is something else too. Wagtail's own field refuses what is no image."""

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            refuse_second_content(file)
        return file


def refuse_second_content(file: UploadedFile, *, is_pdf: bool = False) -> None:
    """Raise a ValidationError if a file hides another one, and leave it to be read from its beginning."""
    has_second = file_types.has_second_content(file, is_pdf=is_pdf)
    file.seek(0)
    if has_second:
        raise ValidationError(gettext("This file holds another one, such as a web page or an archive. Export it anew."))
