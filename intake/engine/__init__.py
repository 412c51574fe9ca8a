"""What a questionnaire asks, of whom, and what follows from the answers: only Python, no Django, no clock, no database.

The same definition and the same answers give the same bytes, today and in ten years (`tests/test_architecture.py` keeps
the wall).
"""
