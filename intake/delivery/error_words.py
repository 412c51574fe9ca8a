"""What went wrong with a delivery, in words: from the code that the outbox keeps."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What the first word of a code means, and then what a whole code means.
ERROR_WORDS = {
    "smtp": gettext_lazy("The mail server refused it."),
    "http": gettext_lazy("The other program answered with an error."),
    "smtp 450": gettext_lazy("The mailbox does not take email for now."),
    "smtp 451": gettext_lazy("The mail server had an error of its own."),
    "smtp 452": gettext_lazy("The mailbox or the mail server is full."),
    "smtp 535": gettext_lazy("The mail server does not accept this site’s password."),
    "smtp 550": gettext_lazy("There is no such mailbox, or it takes nothing from this site."),
    "smtp 551": gettext_lazy("The mailbox has moved."),
    "smtp 553": gettext_lazy("The mail server does not accept the email address."),
    "smtp 554": gettext_lazy("The mail server refused the email."),
    "smtp cut off": gettext_lazy("The mail server broke off. It may have arrived."),
    "smtp no session": gettext_lazy("The mail server did not start a session."),
    "bounced": gettext_lazy("The mail server took it, and returned it later: nobody got it."),
    "unreachable": gettext_lazy("The server cannot be reached."),
    "connection lost": gettext_lazy("The connection broke off. It may have arrived."),
    "too slow": gettext_lazy("The server took too long. It may have arrived."),
    "name too slow": gettext_lazy("The name of the server could not be looked up in time."),
    "name unknown": gettext_lazy("The name of the server is not known."),
    "not secure": gettext_lazy("The server has no valid certificate."),
    "host not allowed": gettext_lazy("The address is not on the public internet, and the settings do not allow it."),
    "answers not allowed": gettext_lazy("The settings of the site do not let answers go to this address."),
    "withdrawn": gettext_lazy("The patient withdrew or deleted the submission."),
    "changed outside": gettext_lazy("The submission was changed outside the site, so its answers are not given out."),
    "no fhir": gettext_lazy("The address answered, but not as a FHIR server does."),
    "fhir refused": gettext_lazy("The FHIR server did not store it."),
    "no receiver": gettext_lazy("The receiver is not in use."),
    "unusable key": gettext_lazy("Nothing can be sealed to the public key of the receiver. Enter it again."),
    "too long": gettext_lazy("The answers are too long to be sent there."),
    "no secret": gettext_lazy("The secret of the receiver does not open. Enter it again."),
    "no key": gettext_lazy("The process that sends has no key to open what it needs."),
    "no address": gettext_lazy("The patient gave no email address."),
    "does not open": gettext_lazy("The submission does not open."),
    "worker lost": gettext_lazy("The process that sent it ended each time."),
    "not written": gettext_lazy("The folder for emails cannot be written to."),
    "unexpected": gettext_lazy("An error of this site. The log has more."),
}


def describe_error(code: str) -> str:
    """Return a sentence for an error's code, with the code; an empty text for none."""
    if not code:
        return ""
    words = ERROR_WORDS.get(code) or ERROR_WORDS.get(code.split(maxsplit=1)[0]) or _("It could not be sent.")
    return f"{words} ({code})"
