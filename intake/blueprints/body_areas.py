"""The names of the 19 areas of the body map and of their regions, in our own plain words."""

from django.utils.translation import gettext_lazy as _

from intake.engine.scoring.acr2016 import REGIONS

REGION_NAMES = {
    "left-upper": _("Left side, above the waist"),
    "right-upper": _("Right side, above the waist"),
    "left-lower": _("Left side, below the waist"),
    "right-lower": _("Right side, below the waist"),
    "axial": _("Middle of the body"),
}
AREA_NAMES = {
    "jaw left": _("Jaw, left side"),
    "shoulder girdle left": _("Shoulder, left side"),
    "upper arm left": _("Upper arm, left side"),
    "lower arm left": _("Lower arm, left side"),
    "jaw right": _("Jaw, right side"),
    "shoulder girdle right": _("Shoulder, right side"),
    "upper arm right": _("Upper arm, right side"),
    "lower arm right": _("Lower arm, right side"),
    "hip left": _("Hip or buttock, left side"),
    "upper leg left": _("Upper leg, left side"),
    "lower leg left": _("Lower leg, left side"),
    "hip right": _("Hip or buttock, right side"),
    "upper leg right": _("Upper leg, right side"),
    "lower leg right": _("Lower leg, right side"),
    "neck": _("Neck"),
    "upper back": _("Upper back"),
    "lower back": _("Lower back"),
    "chest": _("Chest"),
    "abdomen": _("Belly"),
}
REGION_BY_AREA = {area: region.replace(" ", "-") for region, areas in REGIONS.items() for area in areas}
NONE_CODE = "none"  # of the option "none of these places"
