"""Learns from registers what became of the works that are cited here: corrected, of concern, retracted."""
