"""Formats of dates where we do not use Django's own (FORMAT_MODULE_PATH).

MOMENT_FORMAT is not one of Django's. It is for the time by which something happens, and names the time zone.
"""
