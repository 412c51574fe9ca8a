"""System checks of what visitors would miss."""

from django.apps import apps
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError


@register("articles", deploy=True)
def check_clinic_details(**_kwargs: object) -> list[CheckMessage]:
    """Check that the clinic has said who and where it is. Without a database there is nothing to check."""
    # Checks are registered before the models are loaded.
    clinics = apps.get_model("articles", "ClinicSettings").objects.prefetch_related("texts")
    try:
        missing = {str(clinic.site): clinic.list_missing_details() for clinic in clinics.select_related("site")}
    except DatabaseError:
        return []
    return [
        Caution(
            f"Readers of {site} do not find: {', '.join(details)}.",
            hint="Fill them in under Settings > Clinic in the admin. Pages show nothing of what is missing.",
            id="articles.W001",
        )
        for site, details in missing.items()
        if details
    ]
