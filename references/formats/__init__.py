"""Works in the formats in which libraries and reference managers exchange them. Nothing here asks the database."""
