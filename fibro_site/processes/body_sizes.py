"""How large the body of a request may be. Imports nothing: the web server needs it before Django has loaded an app."""

MB = 1024 * 1024
# For a visitor. A questionnaire has hundreds of inputs at most; more than 1 MB is no page of one.
MAX_BODY_SIZE = MB
