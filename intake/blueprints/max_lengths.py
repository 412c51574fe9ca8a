"""How many characters the fields of the builder take."""

LINE_LENGTH = 500  # of a question, an option, a title: one line
HINT_LENGTH = 1000
INFORMATION_LENGTH = 4000
IDENTIFIER_LENGTH = 64  # of a step or a question; that of an option may be a code of another program's
CODE_LENGTH = 100
UNIT_LENGTH = 50
