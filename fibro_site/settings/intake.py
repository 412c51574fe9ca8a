"""Limits and time spans of the questionnaires: the outbox, drafts, protection from spam."""

from datetime import timedelta

from fibro_site.settings.paths import env

# --- The outbox (intake/delivery/outbox.py) --------------------------------------------------------------------------

# A lease is longer than all socket time-outs of one email together.
OUTBOX_LEASE_SECONDS = env.float("OUTBOX_LEASE_SECONDS", default=30.0)
# A drain ends after this time, well before the time limit of its task.
OUTBOX_DRAIN_SECONDS = env.float("OUTBOX_DRAIN_SECONDS", default=20.0)
# How many deliveries one drain sends at the same time. Some mail servers allow an account no more than three sessions.
OUTBOX_SENDERS = env.int("OUTBOX_SENDERS", default=3)
# At most one hint to drain is under way; after this time it counts as lost, and another may be sent.
OUTBOX_HINT_SECONDS = env.float("OUTBOX_HINT_SECONDS", default=10.0)
# The longest wait after a first failure; it doubles with each failure, up to OUTBOX_LONGEST_WAIT_SECONDS.
OUTBOX_FIRST_WAIT_SECONDS = env.float("OUTBOX_FIRST_WAIT_SECONDS", default=30.0)
OUTBOX_LONGEST_WAIT_SECONDS = env.float("OUTBOX_LONGEST_WAIT_SECONDS", default=3600.0)
OUTBOX_OUTAGE_WAIT_SECONDS = env.float("OUTBOX_OUTAGE_WAIT_SECONDS", default=300.0)
# Three days, like mail servers.
OUTBOX_GIVE_UP_SECONDS = env.float("OUTBOX_GIVE_UP_SECONDS", default=3 * 24 * 3600.0)

# Hosts of other programs that may be in a private network or speak plain HTTP: `host` or `host:port`.
DELIVERY_ALLOWED_HOSTS = [host.lower() for host in env.list("DELIVERY_ALLOWED_HOSTS", default=[])]
# Hosts that answers may be sent to. Who may enter receivers in the admin is not to decide where answers can go.
ANSWERS_ALLOWED_HOSTS = [host.lower() for host in env.list("ANSWERS_ALLOWED_HOSTS", default=[])]
# How long another program may take to answer; shorter than a lease of the outbox.
DELIVERY_WEB_SECONDS = env.float("DELIVERY_WEB_SECONDS", default=8.0)

# --- Notifications, drafts and limits --------------------------------------------------------------------------------

STAFF_NOTICE_EMAIL = env("STAFF_NOTICE_EMAIL", default="staff@localhost")
# Who is told a month before submissions are erased by the rules of retention; STAFF_NOTICE_EMAIL, if it is empty.
RETENTION_EMAIL = env("RETENTION_EMAIL", default="")
# Who is mailed the end of the audit each night, to keep it out of the clinic's reach; nobody, if it is empty.
AUDITOR_EMAIL = env("AUDITOR_EMAIL", default="")
# Whether the subject says that a submission is urgent. Other people near the screen can read a subject too; but without
# that word nobody finds the one that cannot wait among the others.
STAFF_NOTICE_SUBJECT_SAYS_URGENCY = env.bool("STAFF_NOTICE_SUBJECT_SAYS_URGENCY", default=True)
# From which hour of the clinic's day staff are told in one email what still waits. -1: they are not.
DIGEST_HOUR = env.int("DIGEST_HOUR", default=-1)
# How long one person has to open an urgent submission before the next is told. Nobody is told in turn without a rota.
URGENT_OPEN_MINUTES = env.int("URGENT_OPEN_MINUTES", default=15)
# How long an unfinished questionnaire is kept.
DRAFT_LIFETIME = timedelta(days=env.int("DRAFT_DAYS", default=7))
# How long the numbers of visitors at each step of a day are kept.
STEP_COUNT_LIFETIME = timedelta(days=env.int("STEP_COUNT_DAYS", default=400))
# How many drafts there may be at once, and how large each: a stranger must not be able to fill the disk.
DRAFTS_AT_MOST = env.int("DRAFTS_AT_MOST", default=20_000)
DRAFT_KILOBYTES = env.int("DRAFT_KILOBYTES", default=256)
# How many may begin or send at once from one IP address, which a ward or a household shares, and how many seconds it
# takes until one more may. Beyond that a visitor is given a challenge and never refused (intake/antispam/guard.py).
STARTS_AT_ONCE = env.int("STARTS_AT_ONCE", default=60)
START_INTERVAL_SECONDS = env.float("START_INTERVAL_SECONDS", default=60.0)
SENDS_AT_ONCE = env.int("SENDS_AT_ONCE", default=60)
SEND_INTERVAL_SECONDS = env.float("SEND_INTERVAL_SECONDS", default=60.0)
# Hardly anybody reads and answers a page in less: a faster submission is marked for staff.
LEAST_SECONDS_A_STEP = env.float("LEAST_SECONDS_A_STEP", default=1.0)
# How long visitors wait whose device does not solve the challenge's calculation.
PROOF_WAIT_SECONDS = env.int("PROOF_WAIT_SECONDS", default=10)
# The country of telephone numbers that are written without one: its calling code, and what is dialled before a number
# only inside it (nothing in Italy or Spain, 1 in the USA). A change needs `manage.py index_contacts --anew`.
PHONE_COUNTRY_CODE = env("PHONE_COUNTRY_CODE", default="49")
PHONE_NATIONAL_PREFIX = env("PHONE_NATIONAL_PREFIX", default="0")
# Within how many working days the clinic promises to answer a submission; 0 promises nothing.
REPLY_WORKING_DAYS = env.int("REPLY_WORKING_DAYS", default=5)
