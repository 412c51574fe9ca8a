"""What a questionnaire asks, of whom, and what follows from the answers.

Only Python: no Django, no clock, no database (a contract of import-linter keeps it so). The same definition and the
same answers give the same bytes, today and in ten years.
"""
