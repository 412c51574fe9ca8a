DATE_FORMAT = "j F Y"
# In every English: 12/4 is a day in April to some and one in December to others.
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j F Y, H:i"
MOMENT_FORMAT = "j F Y, H:i e"
