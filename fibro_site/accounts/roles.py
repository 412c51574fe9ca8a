"""The groups of the site's users. They are created at every start; permissions that somebody added to them stay."""

from articles import editor_roles
from intake.questionnaire_admin import roles as questionnaire_admin_roles
from intake.staff import roles as staff_roles


def ensure_all_roles() -> None:
    staff_roles.ensure_staff_group()
    questionnaire_admin_roles.ensure_editors_group()
    editor_roles.ensure_editor_roles()
