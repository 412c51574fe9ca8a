"""Whole pages for anonymous readers, kept until what they show changes (docs/adr/0047-page-cache.md)."""
