"""Asking other people's servers: politely, within bounds, and never one of this network."""
