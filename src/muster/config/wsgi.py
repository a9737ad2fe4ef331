"""The web server's way in."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
application = get_wsgi_application()

# Every page is loaded before the first person asks for one. What they are made from lives
# as long as the server: the collector needn't walk it while somebody waits.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
