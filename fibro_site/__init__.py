"""The roof of the house: settings, addresses, health and the demo. It holds no clinic rule.

Nothing is imported here. Keepers and the supervisor live in this package too and use neither Django nor Celery; the
Celery application is made in apps.py, where Django's apps begin.
"""
