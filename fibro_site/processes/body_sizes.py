"""How large a body may be. Nothing is imported here: the web server asks before Django has loaded a single app."""

MB = 1024 * 1024
# A questionnaire has hundreds of inputs at most; a body of more than 1 MB is not an answer.
MAX_BODY_SIZE = MB
