"""How many characters the fields of the builder take."""

LINE_LENGTH = 500  # a question, an option, a title: one line
HINT_LENGTH = 1000
INFORMATION_LENGTH = 4000
IDENTIFIER_LENGTH = 64  # a step or a question; the key of an option may be a longer code of another program
CODE_LENGTH = 100
UNIT_LENGTH = 50
# Of the questionnaire itself.
TITLE_LENGTH = 200
URL_LENGTH = 200
PUBLISHER_LENGTH = 200
COPYRIGHT_LENGTH = 500
