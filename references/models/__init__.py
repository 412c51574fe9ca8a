from references.models.imports import ImportFile, ImportRow
from references.models.link_check import LinkCheck
from references.models.notice import StatusNotice
from references.models.reference import Reference
from references.models.register import Register
from references.models.settings import CitationSettings

__all__ = ["CitationSettings", "ImportFile", "ImportRow", "LinkCheck", "Reference", "Register", "StatusNotice"]
