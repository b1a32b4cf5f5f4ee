"""The application as a WSGI server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
application = get_wsgi_application()

from yizhan.config.simulated_time import follow_simulated_time  # noqa: E402 - models are there only now

follow_simulated_time()
