"""Works in the formats that libraries and reference managers exchange. Nothing here uses the database."""
