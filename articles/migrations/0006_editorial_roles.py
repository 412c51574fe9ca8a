from django.db import migrations

# What each group may do with pages, and with images and documents. It is given once: administrators may narrow it to a
# section of the site or to a collection. Other permissions are kept by articles/editor_roles.py.
PAGE_ACTIONS = {
    "Author": ["add"],
    "Editor": ["add", "change", "lock", "publish"],
    "Medical reviewer": ["lock"],
    "Publisher": ["add", "bulk_delete", "change", "lock", "publish", "unlock"],
}
FILE_ACTIONS = {
    "Author": ["add", "choose"],
    "Editor": ["add", "change", "choose"],
    "Medical reviewer": [],
    "Publisher": ["add", "change", "choose"],
}
FILE_MODELS = [("wagtailimages", "image"), ("wagtaildocs", "document")]


def create_roles(apps, schema_editor):
    page = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    on_page = apps.get_model("wagtailcore", "GroupPagePermission").objects
    on_collection = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for name, actions in PAGE_ACTIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(get_permission(apps, "wagtailadmin", "admin", "access_admin"))
        for action in actions if page else []:
            permission = get_permission(apps, "wagtailcore", "page", f"{action}_page")
            on_page.get_or_create(group=group, page=page, permission=permission)
        for app_label, model in FILE_MODELS if collection else []:
            for action in FILE_ACTIONS[name]:
                permission = get_permission(apps, app_label, model, f"{action}_{model}")
                on_collection.get_or_create(group=group, collection=collection, permission=permission)


def get_permission(apps, app_label, model, codename):
    """Return a permission. Django makes those of the models only when all migrations have run, and keeps this one."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()}
    )
    return permission


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0005_no_typed_names"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
