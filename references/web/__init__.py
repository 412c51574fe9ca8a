"""Requests to other servers: polite, limited in time and size, and never into this network."""
