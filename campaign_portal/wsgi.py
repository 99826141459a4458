"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from campaign_portal.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign_portal.settings.production")

application = get_wsgi_application()
settle()
