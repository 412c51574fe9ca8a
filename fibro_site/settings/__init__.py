"""Settings, all read from the environment, in one module per subject.

`.env.example` explains every name that is read by `env`. Each of them may be given as a file instead:
`SECRET_KEY_FILE=/run/secrets/django` is read if `SECRET_KEY` is missing.

Each subject is imported whole: Django takes the names in capitals, and a list of them here would repeat every module.
"""

from fibro_site.settings.accounts import *
from fibro_site.settings.applications import *
from fibro_site.settings.caches import *
from fibro_site.settings.celery import *
from fibro_site.settings.database import *
from fibro_site.settings.files import *
from fibro_site.settings.intake import *
from fibro_site.settings.keys import *
from fibro_site.settings.languages import *
from fibro_site.settings.log import *
from fibro_site.settings.mail import *
from fibro_site.settings.metrics import *
from fibro_site.settings.paths import *
from fibro_site.settings.references import *
from fibro_site.settings.role import *
from fibro_site.settings.security import *
from fibro_site.settings.wagtail import *
