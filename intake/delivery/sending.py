"""Which function sends the deliveries of each channel, and which of the channels this process can use."""

from collections.abc import Callable, Mapping

from intake.delivery.channels import fhir_server, patient_email, staff_email, webhook
from intake.encryption import key_ring
from intake.enums import PATIENT_CHANNELS, WEB_CHANNELS, Channel
from intake.models import Delivery

SENDERS: Mapping[Channel, Callable[[Delivery], None]] = {
    Channel.STAFF_EMAIL: staff_email.send_staff_notification,
    Channel.STAFF_CHANGE: staff_email.send_change_notification,
    Channel.STAFF_URGENT: staff_email.send_urgent_notification,
    Channel.VISITOR_EMAIL: patient_email.send_visitor_confirmation,
    Channel.VISITOR_NEWS: patient_email.send_visitor_news,
    Channel.VISITOR_CODE: patient_email.send_code_notice,
    Channel.FHIR_SERVER: fhir_server.store_in_fhir_server,
    Channel.FHIR_UPDATE: fhir_server.update_in_fhir_server,
    Channel.WEBHOOK: webhook.post_submission_event,
    Channel.WEBHOOK_CHANGE: webhook.post_submission_event,
}


def send_delivery(delivery: Delivery) -> None:
    """Send a delivery once. Raises TransportError."""
    SENDERS[Channel(delivery.channel)](delivery)


def list_usable_channels() -> list[Channel]:
    """Return the channels that this process can send by.

    A patient's email address is sealed with the answers, and another program's secret under the staff key: a process
    without the private keys leaves those deliveries to others.
    """
    try:
        key_ring.load_clinic_private_key()
        key_ring.load_staff_key()
    except key_ring.KeyUnavailable:
        return [channel for channel in Channel if channel not in (*PATIENT_CHANNELS, *WEB_CHANNELS)]
    return list(Channel)
