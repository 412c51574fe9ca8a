"""The groups that the site's people are put in. Made at every start; what somebody added to them stays."""

from articles import editor_roles
from intake import builder_roles, desk_roles


def ensure() -> None:
    desk_roles.ensure()
    builder_roles.ensure()
    editor_roles.ensure()
