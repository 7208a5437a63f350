"""The web application for the server (WSGI): `zhenzhi.app.wsgi:application`."""

import gc
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from zhenzhi.app.processes import PARENT, follow_parent
from zhenzhi.app.settings import NO_SECRET

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenzhi.app.settings")
if PARENT in os.environ:
    follow_parent()  # our parent is the web server's main process: without it nobody would ever stop us

application = get_wsgi_application()
# What is loaded now, and the register later, lives as long as the process: the collector need not walk through it
# after every few hundred objects of a request.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
if settings.SECRET_KEY == NO_SECRET:
    # Whoever reads the program knows that word, and could sign file tickets and messages with it.
    raise ImproperlyConfigured("ZHENZHI_SECRET_FILE names no file with a secret (未设置密钥文件)")
