"""How dates are written, where Django's own way is not ours; FORMAT_MODULE_PATH leads here.

MOMENT_FORMAT, which Django does not know, is for a time by which something happens: it names the time zone.
"""
