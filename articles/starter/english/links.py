"""Links that the pages share. The addresses are in readers' bookmarks: they do not change."""

OWN_PAGE_URL = "/eligibility/yours/"
OWN_PAGE_LINK = f'<a href="{OWN_PAGE_URL}">your own page</a>'
PRIVACY_LINK = '<a href="/privacy/">privacy page</a>'
HELP_LINK = '<a href="/eligibility/help-now/">Need help now?</a>'
QUESTIONNAIRE_LINK = '<a href="/eligibility/">the eligibility questionnaire</a>'
CONTACT_LINK = '<a href="/contact/">contact page</a>'
PEOPLE_LINK = '<a href="/people/">Our people</a>'
