"""What an import does with a part of a resource."""

from enum import StrEnum


class Handling(StrEnum):
    CARRIED = "carried"  # as far as a definition can say it; the rest is refused
    REFUSED = "refused"  # whatever it says
    LEFT_OUT = "left out"  # and reported
