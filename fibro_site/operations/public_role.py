"""What the database account of the public processes may do: read what visitors read, write what visitors write.

Every table is named here, also those that it may not touch, so that a new one is thought about (a test fails). What
staff processes trust (accounts, sessions, second factors, groups, pages) it cannot write, most of it not even read.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

NOTHING = ""
READ = "SELECT"
ADD = "SELECT, INSERT"
ADD_AND_REMOVE = "SELECT, INSERT, DELETE"
ALL = "SELECT, INSERT, UPDATE, DELETE"

# What a patient may change of a submission on the own page: that it is withdrawn or erased.
SUBMISSION_FIELDS = (
    "state, state_changed_at, revision, patient_change, outcome, urgency, doubts, "
    "sealed_answers, sealed_assessment, sealed_consents, erased_at"
)

GRANTS = {
    # What a visitor tells, and the patient's own page.
    "intake.Draft": ALL,
    "intake.RateLimit": ALL,
    "intake.PatientSession": ADD_AND_REMOVE,
    "intake.Submission": f"SELECT, INSERT, UPDATE ({SUBMISSION_FIELDS})",
    "intake.WrappedKey": ADD_AND_REMOVE,
    "intake.Delivery": ADD_AND_REMOVE,
    "intake.Correction": ADD_AND_REMOVE,
    "intake.Withdrawal": ADD_AND_REMOVE,
    "intake.Message": "SELECT, DELETE",
    "intake.Note": "SELECT (id, submission_id), DELETE",
    "intake.DrainState": "SELECT, UPDATE (hinted_at)",
    # It appends, and can neither change nor remove; what it appends is signed.
    "intake.AuditEntry": ADD,
    "intake.AuditHead": "SELECT, UPDATE (sequence, hash)",
    "intake.AuditCheck": READ,
    "intake.CurrentKey": READ,
    "intake.Questionnaire": READ,
    "intake.QuestionnaireVersion": READ,
    "intake.SafetyContact": READ,
    # What a visitor reads.
    "articles.ArticleIndexPage": READ,
    "articles.ArticlePage": READ,
    # Wagtail makes the one row of settings when somebody first asks for it.
    "articles.ClinicSettings": ADD,
    "articles.FaqPage": READ,
    "articles.HomePage": READ,
    "articles.InformationPage": READ,
    "references.CitationSettings": ADD,
    "references.LinkCheck": READ,
    "references.Reference": READ,
    "references.StatusNotice": READ,
    "references.Register": NOTHING,
    "references.ImportFile": NOTHING,
    "references.ImportRow": NOTHING,
    "contenttypes.ContentType": READ,
    "taggit.Tag": READ,
    "taggit.TaggedItem": READ,
    "wagtailcore.Collection": READ,
    "wagtailcore.CollectionViewRestriction": READ,
    "wagtailcore.CollectionViewRestriction_groups": READ,
    "wagtailcore.Locale": READ,
    "wagtailcore.Page": READ,
    "wagtailcore.PageViewRestriction": READ,
    "wagtailcore.PageViewRestriction_groups": READ,
    "wagtailcore.ReferenceIndex": READ,
    "wagtailcore.Site": READ,
    "wagtaildocs.Document": READ,
    "wagtailimages.Image": READ,
    # A picture is made smaller when the first reader sees it.
    "wagtailimages.Rendition": ADD,
    "wagtailredirects.Redirect": READ,
    "wagtailsearch.IndexEntry": READ,
    # What staff processes trust, or keep for themselves.
    "account.EmailAddress": NOTHING,
    "account.EmailConfirmation": NOTHING,
    "intake.StaffRateLimit": NOTHING,
    "auth.Group": NOTHING,
    "auth.Group_permissions": NOTHING,
    "auth.Permission": NOTHING,
    "auth.User": NOTHING,
    "auth.User_groups": NOTHING,
    "auth.User_user_permissions": NOTHING,
    "mfa.Authenticator": NOTHING,
    "sessions.Session": NOTHING,
    "simple_translation.SimpleTranslation": NOTHING,
    "wagtailadmin.Admin": NOTHING,
    "wagtailadmin.EditingSession": NOTHING,
    "wagtailadmin.FormState": NOTHING,
    "wagtailcore.APIToken": NOTHING,
    "wagtailcore.Comment": NOTHING,
    "wagtailcore.CommentReply": NOTHING,
    "wagtailcore.GroupApprovalTask": NOTHING,
    "wagtailcore.GroupApprovalTask_groups": NOTHING,
    "wagtailcore.GroupCollectionPermission": NOTHING,
    "wagtailcore.GroupPagePermission": NOTHING,
    "wagtailcore.GroupSitePermission": NOTHING,
    "wagtailcore.ModelLogEntry": NOTHING,
    "wagtailcore.PageLogEntry": NOTHING,
    "wagtailcore.PageSubscription": NOTHING,
    "wagtailcore.Revision": NOTHING,
    "wagtailcore.Task": NOTHING,
    "wagtailcore.TaskState": NOTHING,
    "wagtailcore.UploadedFile": NOTHING,
    "wagtailcore.Workflow": NOTHING,
    "wagtailcore.WorkflowContentType": NOTHING,
    "wagtailcore.WorkflowPage": NOTHING,
    "wagtailcore.WorkflowState": NOTHING,
    "wagtailcore.WorkflowTask": NOTHING,
    "wagtailusers.UserProfile": NOTHING,
}


# The index of another database.
SQLITE_ONLY = {"wagtailsearch.SQLiteFTSIndexEntry"}


def unsorted_models() -> list[str]:
    """Those that are not named above, and those named that are gone."""
    models = {model._meta.label for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001
    return sorted((models - SQLITE_ONLY) ^ GRANTS.keys())


def statements(role: str) -> Iterator[str]:
    """What takes everything from this role and grants it what stands above, in this order. PostgreSQL's SQL."""
    name = connection.ops.quote_name(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    existing = set(connection.introspection.table_names())
    for label, privileges in GRANTS.items():
        table = apps.get_model(label)._meta.db_table  # noqa: SLF001
        if privileges and table in existing:
            yield f"GRANT {privileges} ON {connection.ops.quote_name(table)} TO {name}"


def excess_of(role: str) -> str:
    """Why this role can do more than it is granted; empty if it cannot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None:
            return "there is no such role"
        if found[0]:
            return "it is a superuser"
        cursor.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(%s, tableowner, 'MEMBER')", [role]
        )
        if cursor.fetchone():
            return "it owns tables, or is a member of a role that does"
        cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role])
        if cursor.fetchone()[0]:
            return "it may make tables (REVOKE CREATE ON SCHEMA public FROM PUBLIC)"
    return ""


def may_write_accounts() -> bool:
    """Whether this very process's account at a PostgreSQL may write what staff processes trust."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'auth_user', 'INSERT, UPDATE, DELETE')")
        return bool(cursor.fetchone()[0])
