"""The site around the apps: settings, URLs, sign-in, middleware, processes and setup. It holds no rule of the clinic.

Nothing is imported here, because the top process and the supervisors (fibro_site/processes/) use neither Django nor
Celery. The Celery application is imported in apps.py, where Django loads the apps.
"""
