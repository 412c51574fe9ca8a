"""Whom deliveries go to, besides the clinic's own mailbox and the patient."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import ReceiverKind


class Receiver(models.Model):
    """A person, a mailbox or another program that is told of submissions."""

    # Known before the row is saved: the seal of the secret names it.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("how it is told"), max_length=20, choices=ReceiverKind)
    is_active = models.BooleanField(
        _("in use"),
        default=True,
        help_text=_("One that is not in use gets nothing: the clinic’s mailbox does instead."),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
        help_text=_("Emails go to the address of this account, while it is active."),
    )
    email_address = models.EmailField(
        _("email address"), blank=True, help_text=_("Or a mailbox that belongs to no account.")
    )
    url = models.URLField(_("URL"), max_length=500, blank=True, help_text=_("Where another program waits for it."))
    public_key = models.CharField(
        _("public key"),
        max_length=2000,
        blank=True,
        help_text=_(
            "Only for a signed message that is to bring the answers: the key that they are sealed to, so that this "
            "program alone reads them. In base64 or as PEM: X25519, or ML-KEM-768 with X25519. Whoever has its private "
            "half reads every submission that is sent there."
        ),
    )
    is_told_of_changes = models.BooleanField(
        _("told of what patients change"),
        default=True,
        help_text=_(
            "That a patient replied, answered an appointment, corrected contact details, withdrew or deleted. A FHIR "
            "server gets corrections in any case."
        ),
    )
    sealed_secret = models.BinaryField(default=b"", editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("receiver")
        verbose_name_plural = _("receivers")
        default_permissions = ("add", "change", "delete", "view")

    def __str__(self) -> str:
        return self.name

    @property
    def reaches_somebody(self) -> bool:
        """Whether what is sent to it arrives with somebody, as far as can be known before it is sent."""
        if self.kind == ReceiverKind.STAFF_EMAIL:
            return bool(self.find_email_address())
        return self.is_active and bool(self.url)

    @property
    def gets_answers(self) -> bool:
        """Whether answers are sent to it."""
        return self.kind == ReceiverKind.FHIR_SERVER or (self.kind == ReceiverKind.WEBHOOK and bool(self.public_key))

    def find_email_address(self) -> str:
        """Return the address that emails to this receiver go to; an empty text if it reaches nobody."""
        if not self.is_active or self.kind != ReceiverKind.STAFF_EMAIL:
            return ""
        if self.account is None:
            return self.email_address
        return self.account.email if self.account.is_active else ""
