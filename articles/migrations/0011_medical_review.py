from django.db import migrations

# Wagtail shows it as "Submit to Medical review".
WORKFLOW_NAME = "Medical review"


def create_workflow(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="articles", model="medicalreviewtask"
    )
    task = apps.get_model("articles", "MedicalReviewTask").objects.create(
        name=WORKFLOW_NAME, content_type=content_type, active=True
    )
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW_NAME, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.task_ptr_id, sort_order=0
    )


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0010_clinic_details"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_workflow, migrations.RunPython.noop)]
