"""The groups that the site's people are put in. Made at every start; what somebody added to them stays."""

from articles import editor_roles
from intake.questionnaire_admin import roles as questionnaire_admin_roles
from intake.staff import roles as staff_roles


def ensure() -> None:
    staff_roles.ensure()
    questionnaire_admin_roles.ensure()
    editor_roles.ensure()
