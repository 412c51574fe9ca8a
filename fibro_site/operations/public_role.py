"""The privileges of the public processes' database role: to read what visitors read, and write what visitors write.

Every model is listed here, also those without privileges, so that somebody decides about a new one (a test fails until
then). The role cannot write what staff processes trust (accounts, sessions, second factors, groups, pages), and cannot
even read most of it.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

NO_PRIVILEGES = ""
READ_PRIVILEGES = "SELECT"
ADD_PRIVILEGES = "SELECT, INSERT"
ADD_REMOVE_PRIVILEGES = "SELECT, INSERT, DELETE"
ALL_PRIVILEGES = "SELECT, INSERT, UPDATE, DELETE"

# What patients may change on their own page: they withdraw or erase a submission.
WRITABLE_SUBMISSION_COLUMNS = (
    "state, state_changed_at, revision, patient_change, outcome, urgency, doubts, "
    "sealed_answers, sealed_assessment, sealed_consents, erased_at, needs_contact_index"
)

SIGN_OFF_COLUMNS = "id, page_id, content_hash, reviewer_id, signed_by_id, signed_by_name, signed_at, valid_until"

GRANTS = {
    # What visitors send, and the patient's own page.
    "intake.Draft": ALL_PRIVILEGES,
    "intake.RateLimit": ALL_PRIVILEGES,
    "intake.PatientSession": ADD_REMOVE_PRIVILEGES,
    "intake.Submission": f"SELECT, INSERT, UPDATE ({WRITABLE_SUBMISSION_COLUMNS})",
    "intake.WrappedKey": ADD_REMOVE_PRIVILEGES,
    "intake.Delivery": ADD_REMOVE_PRIVILEGES,
    "intake.Correction": ADD_REMOVE_PRIVILEGES,
    "intake.Withdrawal": ADD_REMOVE_PRIVILEGES,
    # A patient's file is added, and read by staff alone.
    "intake.Reply": ADD_REMOVE_PRIVILEGES,
    "intake.ReplyFile": "SELECT (id, reply_id), INSERT, DELETE",
    # The clinic proposes a time, the patient answers.
    "intake.Appointment": "SELECT, DELETE",
    "intake.AppointmentAnswer": ADD_REMOVE_PRIVILEGES,
    # Readers' remarks are added, and read by staff alone.
    "intake.PageRemark": "INSERT",
    "intake.PageVotes": "SELECT, INSERT, UPDATE",
    # How many come how far: a number for each step and day.
    "intake.StepCount": "SELECT, INSERT, UPDATE (number)",
    # To remove what a patient corrects, withdraws or erases, without seeing a digest.
    "intake.ContactDigest": "SELECT (id, submission_id), DELETE",
    # The own page says how often staff have seen the answers, and an export is such a time.
    "intake.ExportedSubmission": READ_PRIVILEGES,
    "intake.Message": "SELECT, DELETE",
    "intake.Note": "SELECT (id, submission_id), DELETE",
    # Whether it is in use, and told of changes. Not where it is, nor its secret.
    "intake.Receiver": "SELECT (id, kind, is_active, is_told_of_changes)",
    "intake.RoutingRule": READ_PRIVILEGES,
    "intake.RoutingRule_receivers": READ_PRIVILEGES,
    "intake.DutyException": NO_PRIVILEGES,
    "intake.DutyShift": NO_PRIVILEGES,
    "intake.UrgentCase": "SELECT (submission_id, step, opened_at, done_at)",
    # What health checks say of it.
    "intake.ChannelPause": 'SELECT ("group")',
    "intake.DrainState": "SELECT, UPDATE (hinted_at)",
    # The role can append, but neither change nor delete. What it appends is signed.
    "intake.AuditEntry": ADD_PRIVILEGES,
    "intake.AuditHead": "SELECT, UPDATE (sequence, hash)",
    "intake.AuditCheck": READ_PRIVILEGES,
    "intake.AnswersCheck": NO_PRIVILEGES,
    # What the patient erases is entered, and not while it is on hold.
    "intake.Erasure": "SELECT, INSERT",
    "intake.ErasurePlan": "SELECT, DELETE",
    "intake.LegalHold": "SELECT (submission_id, until, ended_at), UPDATE (file_number)",
    "intake.RetentionRule": NO_PRIVILEGES,
    "intake.CurrentKey": READ_PRIVILEGES,
    "intake.ClinicKey": "SELECT (key_id, retirement_asked_at, retired_at)",
    "intake.Questionnaire": READ_PRIVILEGES,
    "intake.QuestionnaireVersion": READ_PRIVILEGES,
    "intake.SafetyContact": READ_PRIVILEGES,
    # Whether something changed that readers may see.
    "fibro_site.ContentChange": READ_PRIVILEGES,
    "fibro_site.BeatLease": NO_PRIVILEGES,
    # What a visitor reads.
    "articles.ArticleAuthor": READ_PRIVILEGES,
    "articles.ArticleIndexPage": READ_PRIVILEGES,
    "articles.ArticlePage": READ_PRIVILEGES,
    # Wagtail creates the row of settings when it is first read.
    "articles.ClinicSettings": ADD_PRIVILEGES,
    "articles.ClinicText": READ_PRIVILEGES,
    "articles.Correction": READ_PRIVILEGES,
    "articles.FaqEntry": READ_PRIVILEGES,
    "articles.FaqPage": READ_PRIVILEGES,
    "articles.GlossaryPage": READ_PRIVILEGES,
    "articles.GlossaryTerm": READ_PRIVILEGES,
    "articles.HomePage": READ_PRIVILEGES,
    "articles.InformationPage": READ_PRIVILEGES,
    # Whether a page is signed off, without the versions that were signed: some are not published.
    "articles.MinorChange": "SELECT (id, sign_off_id, content_hash)",
    "articles.SignOff": f"SELECT ({SIGN_OFF_COLUMNS})",
    "articles.PeopleIndexPage": READ_PRIVILEGES,
    "articles.PersonPage": READ_PRIVILEGES,
    "articles.SearchEntry": READ_PRIVILEGES,
    "articles.SearchWord": READ_PRIVILEGES,
    "articles.SpellingKey": READ_PRIVILEGES,
    "articles.Topic": READ_PRIVILEGES,
    "references.CitationSettings": ADD_PRIVILEGES,
    "references.LinkCheck": READ_PRIVILEGES,
    "references.Reference": READ_PRIVILEGES,
    "references.StatusNotice": READ_PRIVILEGES,
    "references.Register": NO_PRIVILEGES,
    "references.ImportFile": NO_PRIVILEGES,
    "references.ImportRow": NO_PRIVILEGES,
    "contenttypes.ContentType": READ_PRIVILEGES,
    "taggit.Tag": READ_PRIVILEGES,
    "taggit.TaggedItem": READ_PRIVILEGES,
    "wagtailcore.Collection": READ_PRIVILEGES,
    "wagtailcore.CollectionViewRestriction": READ_PRIVILEGES,
    "wagtailcore.CollectionViewRestriction_groups": READ_PRIVILEGES,
    "wagtailcore.Locale": READ_PRIVILEGES,
    "wagtailcore.Page": READ_PRIVILEGES,
    "wagtailcore.PageViewRestriction": READ_PRIVILEGES,
    "wagtailcore.PageViewRestriction_groups": READ_PRIVILEGES,
    "wagtailcore.ReferenceIndex": READ_PRIVILEGES,
    "wagtailcore.Site": READ_PRIVILEGES,
    "wagtaildocs.Document": READ_PRIVILEGES,
    "wagtailimages.Image": READ_PRIVILEGES,
    # An image is scaled when the first reader sees it.
    "wagtailimages.Rendition": ADD_PRIVILEGES,
    "wagtailredirects.Redirect": READ_PRIVILEGES,
    "wagtailsearch.IndexEntry": READ_PRIVILEGES,
    # What editors promote. What visitors look for is stored nowhere.
    "wagtailsearchpromotions.Query": READ_PRIVILEGES,
    "wagtailsearchpromotions.QueryDailyHits": NO_PRIVILEGES,
    "wagtailsearchpromotions.SearchPromotion": READ_PRIVILEGES,
    # What staff processes trust, or use alone.
    "articles.ClaimDismissal": NO_PRIVILEGES,
    "articles.MedicalReviewTask": NO_PRIVILEGES,
    "articles.PublicationReason": NO_PRIVILEGES,
    "articles.ReviewReminder": NO_PRIVILEGES,
    "articles.ReviewSettings": NO_PRIVILEGES,
    "account.EmailAddress": NO_PRIVILEGES,
    "account.EmailConfirmation": NO_PRIVILEGES,
    "intake.StaffRateLimit": NO_PRIVILEGES,
    "intake.Mention": NO_PRIVILEGES,
    "intake.Presence": NO_PRIVILEGES,
    "intake.Export": NO_PRIVILEGES,
    "intake.Holiday": NO_PRIVILEGES,
    "intake.LetterTemplate": NO_PRIVILEGES,
    "intake.MessageTemplate": NO_PRIVILEGES,
    # By when patients are told that the clinic replies.
    "intake.ServiceLevel": READ_PRIVILEGES,
    "intake.StateMove": NO_PRIVILEGES,
    "auth.Group": NO_PRIVILEGES,
    "auth.Group_permissions": NO_PRIVILEGES,
    "auth.Permission": NO_PRIVILEGES,
    "auth.User": NO_PRIVILEGES,
    "auth.User_groups": NO_PRIVILEGES,
    "auth.User_user_permissions": NO_PRIVILEGES,
    "mfa.Authenticator": NO_PRIVILEGES,
    "sessions.Session": NO_PRIVILEGES,
    "simple_translation.SimpleTranslation": NO_PRIVILEGES,
    "wagtailadmin.Admin": NO_PRIVILEGES,
    "wagtailadmin.EditingSession": NO_PRIVILEGES,
    "wagtailadmin.FormState": NO_PRIVILEGES,
    "wagtailcore.APIToken": NO_PRIVILEGES,
    "wagtailcore.Comment": NO_PRIVILEGES,
    "wagtailcore.CommentReply": NO_PRIVILEGES,
    "wagtailcore.GroupApprovalTask": NO_PRIVILEGES,
    "wagtailcore.GroupApprovalTask_groups": NO_PRIVILEGES,
    "wagtailcore.GroupCollectionPermission": NO_PRIVILEGES,
    "wagtailcore.GroupPagePermission": NO_PRIVILEGES,
    "wagtailcore.GroupSitePermission": NO_PRIVILEGES,
    "wagtailcore.ModelLogEntry": NO_PRIVILEGES,
    "wagtailcore.PageLogEntry": NO_PRIVILEGES,
    "wagtailcore.PageSubscription": NO_PRIVILEGES,
    "wagtailcore.Revision": NO_PRIVILEGES,
    "wagtailcore.Task": NO_PRIVILEGES,
    "wagtailcore.TaskState": NO_PRIVILEGES,
    "wagtailcore.UploadedFile": NO_PRIVILEGES,
    "wagtailcore.Workflow": NO_PRIVILEGES,
    "wagtailcore.WorkflowContentType": NO_PRIVILEGES,
    "wagtailcore.WorkflowPage": NO_PRIVILEGES,
    "wagtailcore.WorkflowState": NO_PRIVILEGES,
    "wagtailcore.WorkflowTask": NO_PRIVILEGES,
    "wagtailusers.UserProfile": NO_PRIVILEGES,
    "wagtail_localize.LocaleSynchronization": NO_PRIVILEGES,
    "wagtail_localize.OverridableSegment": NO_PRIVILEGES,
    "wagtail_localize.RelatedObjectSegment": NO_PRIVILEGES,
    "wagtail_localize.SegmentOverride": NO_PRIVILEGES,
    "wagtail_localize.String": NO_PRIVILEGES,
    "wagtail_localize.StringSegment": NO_PRIVILEGES,
    "wagtail_localize.StringTranslation": NO_PRIVILEGES,
    "wagtail_localize.Template": NO_PRIVILEGES,
    "wagtail_localize.TemplateSegment": NO_PRIVILEGES,
    "wagtail_localize.TranslatableObject": NO_PRIVILEGES,
    "wagtail_localize.Translation": NO_PRIVILEGES,
    "wagtail_localize.TranslationContext": NO_PRIVILEGES,
    "wagtail_localize.TranslationLog": NO_PRIVILEGES,
    "wagtail_localize.TranslationSource": NO_PRIVILEGES,
}


# The search index on SQLite.
SQLITE_ONLY = {"wagtailsearch.SQLiteFTSIndexEntry"}


def find_unlisted_models() -> list[str]:
    """Return the models that are not in GRANTS, and those in GRANTS that no longer exist."""
    models = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    return sorted((models - SQLITE_ONLY) ^ GRANTS.keys())


def build_grant_statements(role: str) -> Iterator[str]:
    """Yield the SQL statements for PostgreSQL that revoke everything from this role and grant it what is in GRANTS."""
    name = connection.ops.quote_name(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    existing = set(connection.introspection.table_names())
    for label, privileges in GRANTS.items():
        table = apps.get_model(label)._meta.db_table
        if privileges and table in existing:
            yield f"GRANT {privileges} ON {connection.ops.quote_name(table)} TO {name}"


def describe_excess_privileges(role: str) -> str:
    """Return why this role can do more than it is granted, or an empty text if it cannot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None:
            return "the role does not exist"
        if found[0]:
            return "it is a superuser"
        cursor.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(%s, tableowner, 'MEMBER')", [role]
        )
        if cursor.fetchone():
            return "it owns tables, or is a member of a role that does"
        cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role])
        if cursor.fetchone()[0]:
            return "it can create tables (REVOKE CREATE ON SCHEMA public FROM PUBLIC)"
    return ""


def can_write_accounts() -> bool:
    """Return whether the role of this very process may write what staff processes trust. False on SQLite."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'auth_user', 'INSERT, UPDATE, DELETE')")
        return bool(cursor.fetchone()[0])
