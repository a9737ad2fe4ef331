"""The web server's way in."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
application = get_wsgi_application()

# Every page is loaded before the first person asks for one. What they are made from lives
# as long as the server: the collector needn't walk it while somebody waits.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
