"""Links and words that the pages share. The addresses are in readers' bookmarks: they do not change."""

OWN_PAGE_URL = "/de/eligibility/yours/"
OWN_PAGE_LINK = f'<a href="{OWN_PAGE_URL}">Ihrer persönlichen Seite</a>'
PRIVACY_LINK = '<a href="/de/datenschutz/">Datenschutzseite</a>'
HELP_LINK = '<a href="/de/eligibility/help-now/">Brauchen Sie jetzt Hilfe?</a>'
QUESTIONNAIRE_LINK = '<a href="/de/eligibility/">Fragebogen</a>'
BUTTON_TEXT = "Fragen beantworten"
CONTACT_LINK = '<a href="/de/kontakt/">Kontaktseite</a>'
PEOPLE_LINK = '<a href="/de/team/">Unser Team</a>'
