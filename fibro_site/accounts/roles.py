"""The groups of the site's users. Migrations create them; every start gives them their permissions."""

from articles import editor_roles
from intake.questionnaire_admin import roles as questionnaire_admin_roles
from intake.staff import roles as staff_roles


def ensure_all_roles() -> None:
    staff_roles.ensure_staff_roles()
    questionnaire_admin_roles.ensure_editor_role()
    editor_roles.ensure_editor_roles()
