"""What Prometheus is told (docs/adr/0050-metrics.md)."""

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import VAR, env
from fibro_site.settings.role import SIDE

# Whoever asks must know it. Empty: the page does not exist, and nothing is written.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN is too short: a guess would find it. Use 20 characters or more.")
# Where the web processes of this machine's side share what they count.
METRICS_FOLDER = VAR / "cache" / f"metrics-{SIDE}"
