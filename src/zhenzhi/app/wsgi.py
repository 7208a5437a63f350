"""The web application for the server (WSGI): `zhenzhi.app.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from zhenzhi.app.processes import PARENT, follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenzhi.app.settings")
if PARENT in os.environ:
    follow_parent()  # our parent is the web server's main process: without it nobody would ever stop us

application = get_wsgi_application()
