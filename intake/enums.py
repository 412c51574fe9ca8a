"""The codes that intake stores, with their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionState(models.TextChoices):
    """How far the clinic has come with a submission."""

    NEW = "new", _("New")
    IN_REVIEW = "in-review", _("In review")
    WAITING = "waiting", _("Waiting for the patient")
    ACCEPTED = "accepted", _("Accepted")
    REFERRED = "referred", _("Referred elsewhere")
    CLOSED = "closed", _("Closed")
    # By the patient, who withdrew the consent that the clinic cannot do without. No other state follows.
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNDECIDED = (SubmissionState.NEW, SubmissionState.IN_REVIEW)
DONE = (SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.CLOSED, SubmissionState.WITHDRAWN)


class PatientChange(models.TextChoices):
    """What a patient changed since staff last opened the submission: of several changes the last in this order."""

    NOTHING = "", _("Nothing")
    REPLIED = "replied", _("Reply by the patient")
    VISIT = "visit", _("Appointment answered by the patient")
    CORRECTED = "corrected", _("Contact details corrected by the patient")
    CONSENT_WITHDRAWN = "consent", _("Consent withdrawn by the patient")
    WITHDRAWN = "withdrawn", _("Withdrawn by the patient")
    ERASED = "erased", _("Deleted by the patient")


class AppointmentStanding(models.TextChoices):
    """How it stands with a time that the clinic proposed."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted by the patient")
    DECLINED = "declined", _("The patient asks for another time")
    CANCELLED = "cancelled", _("Cancelled by the clinic")


class SuggestedOutcome(models.TextChoices):
    """What the eligibility rules suggest. A person decides."""

    LIKELY_SUITABLE = "likely-suitable", _("Likely suitable")
    NEEDS_A_HUMAN = "needs-a-human", _("Needs a human")
    NOT_FOR_THIS_CLINIC = "not-for-this-clinic", _("Not for this clinic")


class Urgency(models.TextChoices):
    ROUTINE = "routine", _("Routine")
    URGENT = "urgent", _("Urgent")


class UrgentStep(models.TextChoices):
    """Who has been told of an urgent submission that nobody has opened."""

    ON_DUTY = "on-duty", _("The person on duty is told")
    NEXT = "next", _("The next person is told")
    EVERYBODY = "everybody", _("Everybody is told")
    ALARM = "alarm", _("Nobody has opened it")
    # Nobody was told in turn: the case began when somebody took it.
    TAKEN = "taken", _("Whoever took it knows of it")


class Holder(models.TextChoices):
    """Who can unwrap a data key."""

    CLINIC = "clinic", _("The clinic")
    VISITOR = "visitor", _("The visitor")
    # Unwraps the messages' key, never the data key.
    NEW_CODE = "new-code", _("The visitor, with a new code from staff")


class ContactKind(models.TextChoices):
    """What a submission is found by besides its reference."""

    EMAIL = "email", _("Email address")
    PHONE = "phone", _("Phone number")
    NAME_WORD = "name", _("Name")
    FULL_NAME = "full-name", _("Full name")


class Channel(models.TextChoices):
    """The ways that a delivery can go, each with a text of its own."""

    STAFF_EMAIL = "staff-email", _("Email to staff")
    VISITOR_EMAIL = "visitor-email", _("Email to the patient")
    STAFF_CHANGE = "staff-change", _("Email to staff: changed by the patient")
    VISITOR_NEWS = "visitor-news", _("Email to the patient: something new on their own page")
    VISITOR_CODE = "visitor-code", _("Email to the patient: a new code was made")
    STAFF_URGENT = "staff-urgent", _("Email to staff: urgent")
    WEBHOOK = "webhook", _("Message to another program")
    WEBHOOK_CHANGE = "webhook-change", _("Message to another program: changed by the patient")
    FHIR_SERVER = "fhir-server", _("Answers to a FHIR server")
    FHIR_UPDATE = "fhir-update", _("Correction by the patient to a FHIR server")


PATIENT_CHANNELS = (Channel.VISITOR_EMAIL, Channel.VISITOR_NEWS, Channel.VISITOR_CODE)
STAFF_CHANNELS = (Channel.STAFF_EMAIL, Channel.STAFF_CHANGE, Channel.STAFF_URGENT)
EMAIL_CHANNELS = (*PATIENT_CHANNELS, *STAFF_CHANNELS)
# To other programs, each of which can be out of reach while the others are not.
WEB_CHANNELS = (Channel.WEBHOOK, Channel.WEBHOOK_CHANGE, Channel.FHIR_SERVER, Channel.FHIR_UPDATE)
# One submission may have many deliveries by these, one after another, to the same receiver.
CHANGE_CHANNELS = (Channel.STAFF_CHANGE, Channel.WEBHOOK_CHANGE, Channel.FHIR_UPDATE)


class ChannelGroup(models.TextChoices):
    """Channels that fail together, and are paused together."""

    STAFF_EMAIL = "staff-email", _("Email to staff")
    PATIENT_EMAIL = "patient-email", _("Email to patients")
    WEBHOOK = "webhook", _("Messages to other programs")
    FHIR_SERVER = "fhir-server", _("Answers to FHIR servers")


GROUP_CHANNELS = {
    ChannelGroup.STAFF_EMAIL: STAFF_CHANNELS,
    ChannelGroup.PATIENT_EMAIL: PATIENT_CHANNELS,
    ChannelGroup.WEBHOOK: (Channel.WEBHOOK, Channel.WEBHOOK_CHANGE),
    ChannelGroup.FHIR_SERVER: (Channel.FHIR_SERVER, Channel.FHIR_UPDATE),
}


class ReceiverKind(models.TextChoices):
    """How a receiver is told. The values are those of the channels that a new submission goes by."""

    STAFF_EMAIL = Channel.STAFF_EMAIL.value, _("By email: a reference and a link")
    WEBHOOK = (
        Channel.WEBHOOK.value,
        _("By a signed message to another program: codes and a link, and answers only sealed to its public key"),
    )
    FHIR_SERVER = Channel.FHIR_SERVER.value, _("With all answers, to a FHIR R4 server of the clinic")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Failed")
    # By staff, after it failed: nobody needs it any more.
    DROPPED = "dropped", _("Put aside")


class Action(models.TextChoices):
    """What an audit entry says was done."""

    SUBMITTED = "submitted", _("Submitted")
    OPENED = "opened", _("Opened")
    STATE_CHANGED = "state-changed", _("State changed")
    ASSIGNED = "assigned", _("Assigned")
    NOTE_ADDED = "note-added", _("Note added")
    # A note of a colleague who left named them: it now names another.
    MENTIONED = "mentioned", _("Named in a note")
    EXPORTED = "exported", _("Exported")
    # Of many submissions at once: about no single one.
    EXPORT_ASKED = "export-asked", _("Export asked for")
    EXPORT_MADE = "export-made", _("Export made")
    EXPORT_DOWNLOADED = "export-downloaded", _("Export downloaded")
    EXPORT_DELETED = "export-deleted", _("Export deleted")
    LETTER_WRITTEN = "letter-written", _("Letter written")
    DELIVERY_RETRIED = "delivery-retried", _("Delivery retried")
    DELIVERY_DROPPED = "delivery-dropped", _("Delivery put aside")
    BOUNCED = "bounced", _("Email to the patient came back")
    MESSAGE_SENT = "message-sent", _("Message sent to the patient")
    FILE_DOWNLOADED = "file-downloaded", _("File of the patient downloaded")
    APPOINTMENT_PROPOSED = "appointment-proposed", _("Appointment proposed")
    APPOINTMENT_CANCELLED = "appointment-cancelled", _("Appointment cancelled")
    CODE_REPLACED = "code-replaced", _("New code given")
    # By contact details, in all submissions: about no single one.
    SEARCHED = "searched", _("Searched by contact details")
    CHANGE_SEEN = "change-seen", _("Change by the patient seen")
    # What the patient does, on their own page.
    OWN_PAGE_OPENED = "own-page-opened", _("Own page opened")
    DOWNLOADED = "downloaded", _("Answers downloaded")
    CONTACT_CORRECTED = "contact-corrected", _("Contact details corrected")
    CONSENT_WITHDRAWN = "consent-withdrawn", _("Consent withdrawn")
    REPLIED = "replied", _("Reply sent")
    APPOINTMENT_ANSWERED = "appointment-answered", _("Appointment answered")
    ERASURE_ASKED = "erasure-asked", _("Deletion asked for")
    ERASED = "erased", _("Deleted")
    ESCALATED = "escalated", _("Urgent: somebody told")
    URGENT_TAKEN = "urgent-taken", _("Urgent: taken over")
    URGENT_DONE = "urgent-done", _("Urgent: written what was done")
    # About no submission: what goes out.
    CHANNEL_PAUSED = "channel-paused", _("Channel paused")
    CHANNEL_RESUMED = "channel-resumed", _("Channel resumed")
    # About the audit itself.
    PROOF_BEGAN = "proof-began", _("Signing of entries began")
    ADOPTED = "adopted", _("Current state accepted")
    CHANGE_FOUND = "change-found", _("Change from outside found")
    HOLD_PLACED = "hold-placed", _("Put on hold")
    HOLD_ENDED = "hold-ended", _("Hold ended")
    DISCLOSED = "disclosed", _("Everything given to the person")
    # About the clinic's keys.
    KEY_MADE = "key-made", _("Key made")
    KEY_ROTATED = "key-rotated", _("Current key changed")
    KEYS_REWRAPPED = "keys-rewrapped", _("Wrapped to the current key")
    KEY_RETIREMENT_ASKED = "key-retirement-asked", _("Retirement of a key asked for")
    KEY_KEPT = "key-kept", _("Retirement of a key taken back")
    KEY_RETIRED = "key-retired", _("Key retired")
    STAFF_KEY_CHANGED = "staff-key-changed", _("Staff key changed")
    # About no submission: who signed in to the admin, or tried to.
    SIGNED_IN = "signed-in", _("Signed in")
    SIGN_IN_FAILED = "sign-in-failed", _("Sign-in failed")
    LOCKED_OUT = "locked-out", _("Locked out")
    VISIT_REFUSED = "visit-refused", _("Access refused")
    RIGHTS_CHANGED = "rights-changed", _("Rights changed")
    PROCEDURE_CHANGED = "procedure-changed", _("Way of working changed")
    SESSIONS_ENDED = "sessions-ended", _("Sessions ended")
    COLLEAGUE_LEFT = "colleague-left", _("Colleague left")
    AUDIT_READ = "audit-read", _("Audit read")


class ExportFormat(models.TextChoices):
    CSV = "csv", _("CSV, for programs: codes as the questionnaire has them")
    XLSX = "xlsx", _("Excel (XLSX), for people: answers in words")
    FHIR = "fhir", _("FHIR R4 Bundle (JSON): a QuestionnaireResponse for each")


class ExportReason(models.TextChoices):
    """Why answers are taken out of the site."""

    TREATMENT = "treatment", _("Treatment")
    RECORDS = "records", _("For the clinic’s record system")
    QUALITY = "quality", _("Quality of care")
    RESEARCH = "research", _("Research that the patients agreed to")
    PATIENT = "patient", _("The patient asked for it")
    AUTHORITY = "authority", _("An authority or a court asked for it")
    OTHER = "other", _("Another, see the line below")


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    DELETED = "deleted", _("Deleted")


class ExportFailure(models.TextChoices):
    """Why there is no file."""

    NOTHING_LEFT = (
        "nothing",
        _("None of these submissions could be exported: they were erased, withdrawn or changed outside the site."),
    )
    NO_KEY = "no-key", _("The process that makes exports cannot read the clinic’s private key.")
    NO_ROOM = "no-room", _("The file could not be written. The disk may be full.")
    TOO_LONG = "too-long", _("It took too long. Export fewer submissions at once.")
    INTERRUPTED = "interrupted", _("It was interrupted several times.")
    FAULT = "fault", _("Something is wrong with the site. Its log says what.")


class ErasureCause(models.TextChoices):
    """Why a submission was erased."""

    PATIENT = "patient", _("By the patient")
    RETENTION = "retention", _("Kept as long as the clinic’s rules say")
    # In the audit alone, of a database that was restored from a backup. The ledger keeps the first cause.
    REPLAYED = "replayed", _("Erased before, and restored from a backup")


class HoldReason(models.TextChoices):
    """Why the law has the clinic keep a submission."""

    CLAIM = "claim", _("Legal claim")
    COMPLAINT = "complaint", _("Complaint")
    AUTHORITY = "authority", _("Asked for by an authority")
    TREATMENT = "treatment", _("Part of a treatment record")
    OTHER = "other", _("Another, see the file")


class DisclosureReason(models.TextChoices):
    """How a person asked for everything that is held about them."""

    LETTER = "letter", _("In writing")
    IN_PERSON = "in-person", _("In person, identity checked")
    LAWYER = "lawyer", _("By a lawyer or guardian, with proof")
    COURT = "court", _("By order of a court")


class WithholdingReason(models.TextChoices):
    """Why the notes of staff are not given to the person whom they are about."""

    OTHERS = "others", _("Withheld: they tell of other people")
    HARM = "harm", _("Withheld: reading them could harm the person")
    CLAIM = "claim", _("Withheld: they belong to a legal claim")


class Finding(models.TextChoices):
    """What is wrong with the audit chain."""

    BROKEN_LINK = "broken-link", _("An entry was changed, removed or added.")
    CUT_OFF = "cut-off", _("The end of the audit is missing, or all of it was rewritten.")
    UNPROVEN = "unproven", _("An entry was written by something other than this site.")
    UNGUARDED = (
        "unguarded",
        _("The database would let an entry be changed: its triggers are gone. Run manage.py migrate."),
    )
    GONE = "gone", _("The submission of this entry is missing. The site itself never deletes one.")
    STRANGE_KEY = (
        "strange-key",
        _("The staff key is not the one that this site was used with. Bring it back, with former-staff-keys."),
    )


class OutsideChange(models.TextChoices):
    """What of a submission was changed by something other than this site."""

    MARK = "mark", _("The mark for a change by the patient that nobody has seen yet was removed.")
    COLUMNS = (
        "columns",
        _("Its reference, questionnaire, language, urgency, suggested outcome, spam signals or time was changed."),
    )
    STATE = "state", _("Its state, or the time of that state, was changed.")
    CONTENTS = "contents", _("Its answers, the result of the rules, or its keys were replaced.")
    ROWS = "rows", _("A note, message, correction or withdrawn consent was changed, added or removed.")
    ASSIGNEE = "assignee", _("Whose case it is was changed.")
    MENTIONS = "mentions", _("Whom its notes name, or who of them has opened it since, was changed.")
    CASE = "urgent-case", _("Who was told that it is urgent, or that it was opened or done, was changed.")
    ENTRY = "entry", _("An entry was added to its history from outside the site.")
    UNKNOWN = "unknown", _("It was not sent through this site.")
    ASSESSMENT = (
        "assessment",
        _("Its urgency or suggested outcome was not what its answers lead to. An urgency too low was raised."),
    )


class RemarkKind(models.TextChoices):
    """What a reader says of a page, as editors read it. The first two go with a line beside a yes or no."""

    USEFUL = "useful", _("Useful")
    NOT_USEFUL = "not-useful", _("Not useful")
    FACT = "fact", _("Not true")
    UNCLEAR = "unclear", _("Hard to understand")
    DEVICE = "device", _("Does not work on a device")
    LINK = "link", _("A link leads nowhere")
    OTHER = "other", _("Something else")
