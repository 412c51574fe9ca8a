"""The forms by which editors upload files. Their content is read, because a name says nothing."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
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


class SoundImageField(WagtailImageField):
    """Refuses an image that cannot be read: Wagtail's own field fails on what is damaged behind its beginning."""

    def to_python(self, data: object) -> object:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(gettext("This image is damaged. Export it anew.")) from error


class SoundImageForm(BaseImageForm):
    """Refuses an image that is something else too. Its field refuses what is no image."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            sound = SoundImageField(label=field.label, required=field.required, widget=field.widget)
            self.fields["file"] = sound

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
