"""What brings a site to a new version: tables, static files, rights (docs/operations.md, section 9)."""
