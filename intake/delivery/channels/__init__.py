"""The channels that deliveries go out by: a module each, with a function for each kind of delivery.

None of them retries, stores or logs anything: the outbox does.
"""
