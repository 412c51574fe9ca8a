"""Celery: the broker, the workers, and what beat starts when."""

from datetime import timedelta

from celery.schedules import crontab

from fibro_site.settings.paths import VAR, env

BROKER_FOLDER = VAR / "broker"
# The host means nothing here, but kombu complains without one.
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://localhost")
BROKER_OPTIONS: dict[str, dict[str, object]] = {
    "filesystem": {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.2,
    },
    "redis": {
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 2,
    },
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **BROKER_OPTIONS.get(CELERY_BROKER_URL.partition("://")[0].replace("rediss", "redis"), {}),
    # Publishing is not retried: a visitor would wait for it, and beat sends the next hint.
    "max_retries": 0,
}
CELERY_VISIBILITY_TIMEOUT = 120
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Retry for ever: a worker that gave up on its broker would need a human.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# The table of deliveries retries; a task that kills its process must not be redelivered for ever.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_DEFAULT_QUEUE = "fibro"
# Asking registers, importing files and verifying the whole audit take minutes. They have a worker of their own, so that
# no email to staff waits behind them.
CELERY_TASK_ROUTES = {
    "references.tasks.*": {"queue": "fibro-slow"},
    "articles.tasks.remind_of_reviews": {"queue": "fibro-slow"},
    "fibro_site.tasks.vacuum": {"queue": "fibro-slow"},
    "intake.tasks.verify_audit": {"queue": "fibro-slow"},
    "intake.tasks.rewrap_keys": {"queue": "fibro-slow"},
    "intake.tasks.apply_retention": {"queue": "fibro-slow"},
    "intake.tasks.index_contacts": {"queue": "fibro-slow"},
    "intake.tasks.make_exports": {"queue": "fibro-slow"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Tasks run in the worker's own process, with time limits of our own: see fibro_site/processes/task_limits.py.
CELERY_WORKER_POOL = "solo"
CELERY_IMPORTS = ["fibro_site.processes.task_limits"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Nobody asks a worker for its state through the broker: /health/ready/ and the table of deliveries tell it.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TIMEZONE = "UTC"
# By its lock, one beat of this machine sends tasks; by a lease in the database, one of all machines.
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat.lock")
CELERY_BEAT_SCHEDULER = "fibro_site.processes.beat_schedule:LeasedScheduler"
DRAIN_INTERVAL_SECONDS = env.float("DRAIN_INTERVAL_SECONDS", default=10.0)
# How old the last drain may be before /health/ready/ reports the worker.
DRAIN_ALARM_SECONDS = DRAIN_INTERVAL_SECONDS * 6
# How long a worker may be idle before it counts as stuck, by its queue: beat sends each of them work much more often.
WORKER_ALARM_SECONDS = {"fibro": DRAIN_ALARM_SECONDS, "fibro-slow": 300.0}
# How long the oldest delivery may wait before /health/ready/ reports it.
DELIVERY_ALARM_SECONDS = 15 * 60
CELERY_BEAT_SCHEDULE = {
    # A submission also sends a hint, which is quicker; this one is certain.
    "drain-deliveries": {
        "task": "intake.tasks.drain",
        "schedule": DRAIN_INTERVAL_SECONDS,
        # A message that no worker took in time is useless: the next one does the same.
        "options": {"expires": 60},
    },
    "send-digest": {
        "task": "intake.tasks.send_digest",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 600},
    },
    # Each drain indexes what has just come in. This is for many at once: after an update, or with another staff key.
    "index-contacts": {
        "task": "intake.tasks.index_contacts",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "purge-drafts": {"task": "intake.tasks.purge_drafts", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    # New entries every minute; the whole chain at night.
    "keep-audit": {"task": "intake.tasks.keep_audit", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "verify-audit": {
        "task": "intake.tasks.verify_audit",
        "schedule": crontab(hour=2, minute=47),
        "options": {"expires": 6 * 3600},
    },
    "apply-retention": {
        "task": "intake.tasks.apply_retention",
        "schedule": crontab(hour=1, minute=37),
        "options": {"expires": 6 * 3600},
    },
    # After a change of the clinic's key; with nothing to do, one query.
    "rewrap-keys": {"task": "intake.tasks.rewrap_keys", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    # An export that is asked for also sends a hint, which is quicker. This one deletes old files, too.
    "make-exports": {"task": "intake.tasks.make_exports", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "purge-own-pages": {
        "task": "intake.tasks.purge_own_pages",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "publish-scheduled": {
        "task": "fibro_site.tasks.publish_scheduled",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "purge-leftovers": {
        "task": "fibro_site.tasks.purge_leftovers",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "vacuum": {
        "task": "fibro_site.tasks.vacuum",
        "schedule": crontab(hour=4, minute=7),
        "options": {"expires": 6 * 3600},
    },
    # After the registers were read, before anybody works.
    "remind-of-reviews": {
        "task": "articles.tasks.remind_of_reviews",
        "schedule": crontab(hour=5, minute=23),
        "options": {"expires": 6 * 3600},
    },
    "check-retractions": {
        "task": "references.tasks.check_retractions",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 6 * 3600},
    },
    "check-links": {
        "task": "references.tasks.check_links",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    # An upload also sends a hint, which is quicker; this one is certain.
    "import-files": {
        "task": "references.tasks.import_files",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "purge-imports": {
        "task": "references.tasks.purge_imports",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
}
