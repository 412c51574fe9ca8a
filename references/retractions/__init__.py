"""The sentinel: learns from registers what became of the works that are cited here."""
