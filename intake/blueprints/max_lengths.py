"""How many characters the fields of the builder take."""

WORDS = 500  # of a question, an option, a title: one line
HINT = 1000
INFORMATION = 4000
KEY = 64  # of a step or a question; that of an option may be a code of another program's
CODE = 100
UNIT = 50
