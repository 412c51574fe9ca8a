"""Backups of the whole site, sealed to the clinic's key, and how one is brought back (docs/operations.md)."""
