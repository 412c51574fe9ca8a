from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self) -> None:
        from intake.accountability import procedure_audit  # noqa: F401, PLC0415 -- it needs the models to be loaded

        post_migrate.connect(protect_audit, sender=self)


def protect_audit(using: str, **_kwargs: object) -> None:
    """Have the database refuse changes of the audit, once its table is there."""
    from intake.audit import triggers  # noqa: PLC0415 -- models must be loaded first

    if using == DEFAULT_DB_ALIAS:
        triggers.install_triggers()
