from django.db import migrations

# What each role holds when it is made. Later versions of the site add to it at their start (intake/staff/roles.py,
# intake/questionnaire_admin/roles.py).
# As they are called in the names of permissions.
RULED_MODELS = {
    "receiver": "receiver",
    "routingrule": "routing rule",
    "dutyshift": "duty",
    "dutyexception": "exception of the duty rota",
    "retentionrule": "retention rule",
    "servicelevel": "service level",
    "holiday": "holiday",
    "statemove": "allowed change of state",
    "messagetemplate": "template of a message",
}
NAMES_OF_MODELS = RULED_MODELS | {
    "auditentry": "audit entry",
    "clinickey": "clinic key",
    "legalhold": "legal hold",
}
ROLES = {
    "Reader": ["view_submission", "view_delivery"],
    "Nurse": ["view_submission", "change_submission", "view_delivery", "change_delivery"],
    "Manager": [
        *("view_submission", "change_submission", "export_submission", "manage_submission"),
        *("view_delivery", "change_delivery"),
        *("change_legalhold", "view_clinickey", "change_clinickey"),
        *(f"{verb}_{model}" for model in RULED_MODELS for verb in ("add", "change", "delete", "view")),
    ],
    "Auditor": ["view_auditentry"],
    "Questionnaire editor": [
        "add_questionnaire",
        "change_questionnaire",
        "publish_questionnaire",
        "lock_questionnaire",
        "unlock_questionnaire",
    ],
}
# The groups of earlier versions: their members keep what they could do.
EARLIER_NAMES = {"Clinic staff": "Nurse", "Questionnaire editors": "Questionnaire editor"}
NAMES_OF_PERMISSIONS = {
    "export_submission": "Can export submissions",
    "manage_submission": "Can manage how submissions are handled",
}


def create_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for earlier, name in EARLIER_NAMES.items():
        old = groups.filter(name=earlier).first()
        new = groups.filter(name=name).first()
        if old and new:
            # The clinic has made a group of that name itself.
            new.user_set.add(*old.user_set.all())
            new.permissions.add(*old.permissions.all())
        elif old:
            old.name = name
            old.save(update_fields=["name"])
    for name, codenames in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(
            get_permission(apps, "wagtailadmin", "admin", "access_admin"),
            *(get_permission(apps, "intake", codename.partition("_")[2], codename) for codename in codenames),
        )


def get_permission(apps, app_label, model, codename):
    """Return a permission. Django makes those of the models only when all migrations have run, and keeps this one."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    verb = codename.partition("_")[0]
    name = NAMES_OF_PERMISSIONS.get(codename) or f"Can {verb} {NAMES_OF_MODELS.get(model, model)}"
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("intake", "0032_working"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="submission",
            options={
                "default_permissions": ("view", "change"),
                "permissions": [
                    ("export_submission", "Can export submissions"),
                    ("manage_submission", "Can manage how submissions are handled"),
                ],
            },
        ),
        migrations.RunPython(create_roles, migrations.RunPython.noop),
    ]
