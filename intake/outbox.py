"""The outbox: claims what is due, has it sent, and keeps what came of it."""
