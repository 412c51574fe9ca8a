"""System checks that report, before the site starts, what would go wrong."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from intake.encryption import key_ring, primitives


@register()
def check_clinic_keys(**_kwargs: object) -> list[CheckMessage]:
    """Check that the key files which this role needs exist, can be read, and belong together."""
    hint = "Run `make setup`, or point FIBRO_KEYS at the folder that holds the clinic's keys."
    try:
        public = primitives.PublicKey.from_json(settings.CLINIC_PUBLIC_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        return [Error(f"The clinic's public key cannot be read ({type(error).__name__}).", hint=hint, id="fibro.E001")]
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        return []
    try:
        private = primitives.PrivateKey.from_json(settings.CLINIC_PRIVATE_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        return [Error(f"The clinic's private key cannot be read ({type(error).__name__}).", hint=hint, id="fibro.E002")]
    if private.public_key.id != public.id:
        return [Error("The clinic's private key does not belong to its public key.", hint=hint, id="fibro.E003")]
    try:
        key_ring.load_staff_key()
    except key_ring.KeyUnavailable:
        return [Error("The staff key cannot be read.", hint=hint, id="fibro.E004")]
    return []


@register()
def check_signing_keys(**_kwargs: object) -> list[CheckMessage]:
    """Check that public processes can sign records, and staff ones verify them (docs/adr/0017-proven-records.md)."""
    try:
        if settings.CLINIC_PRIVATE_KEY_FILE is None:
            key_ring.load_signing_key()
        else:
            key_ring.load_verifying_key()
    except key_ring.KeyUnavailable as error:
        message = f"Staff cannot verify what visitors sent: {error}."
        hint = "Run `make setup` on the staff machine, and copy submission-signing-key.json to the public one."
        return [Caution(message, hint=hint, id="fibro.W001")]
    return []


@register(Tags.security, deploy=True)
def check_second_factor(**_kwargs: object) -> list[CheckMessage]:
    """Check that a process that staff of a real clinic sign in to asks for a second factor."""
    if settings.REQUIRE_MFA or not settings.IS_HTTPS or settings.ROLE == "public":
        return []
    return [
        Error(
            "Staff can sign in without a second factor.",
            hint="Set FIBRO_REQUIRE_MFA=true. Only a demo on your own machine may run without it.",
            id="fibro.E020",
        )
    ]
