"""What a questionnaire is built of in the admin, and how that becomes a definition and comes back from one.

Needs no database: what the admin keeps is read here as plain lists and dicts, as a StreamField writes them.
"""
