"""Settings (设置). Everything that differs between places comes from the environment; secrets come from files."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database(url: str) -> dict[str, object]:
    """Django's database settings from a postgresql:// address; a socket folder may stand in ?host=."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("ZHENZHI_DATABASE_URL must begin with postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # Values travel apart from their statement, and one sent a third time is kept parsed and planned by the server.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
    }


def _secret() -> str:
    path = os.environ.get("ZHENZHI_SECRET_FILE")
    if path:
        return Path(path).read_text().strip()
    return os.environ.get("ZHENZHI_SECRET", "")


DATA = Path(os.environ.get("ZHENZHI_DATA", "data")).resolve()
PORT = int(os.environ.get("ZHENZHI_PORT", "8000"))
PUBLIC_URL = os.environ.get("ZHENZHI_PUBLIC_URL", f"http://localhost:{PORT}")
HTTPS = PUBLIC_URL.startswith("https://")
NO_SECRET = "no-secret-set"
SECRET_KEY = _secret() or NO_SECRET
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ZHENZHI_HOSTS", f"localhost,127.0.0.1,[::1],{urlsplit(PUBLIC_URL).hostname}").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Reverse proxies of the operator, whose word on a visitor's address is taken: addresses or networks; none by default.
PROXIES = [one.strip() for one in os.environ.get("ZHENZHI_PROXIES", "").split(",") if one.strip()]

DATABASES = {"default": database(os.environ.get("ZHENZHI_DATABASE_URL", "postgresql://zhenzhi@localhost/zhenzhi"))}

INSTALLED_APPS = [
    "zhenzhi.ui",  # first: its templates stand before those of the libraries
    "zhenzhi.portal",
    "zhenzhi.desk",
    "zhenzhi.opendata",
    "zhenzhi.cockpit",
    "django_cotton",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "zhenzhi.kernel",
    "zhenzhi.org",
    "zhenzhi.register",
    "zhenzhi.matter",
    "zhenzhi.services",
    "zhenzhi.devolution",
    "zhenzhi.api",
    "zhenzhi.app",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhenzhi.app.limits.ClientAddress",
    "zhenzhi.app.limits.Limits",
    "zhenzhi.api.programs.Programs",  # calls with a bearer token need nothing of what follows
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhenzhi.ui.middleware.Bounds",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhenzhi.ui.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhenzhi.ui.middleware.Sessions",
    "zhenzhi.ui.middleware.FirstPassword",
    "django_htmx.middleware.HtmxMiddleware",
    "zhenzhi.ui.middleware.Problems",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhenzhi.ui.context.display",
            ]
        },
    }
]

ROOT_URLCONF = "zhenzhi.app.urls"
WSGI_APPLICATION = "zhenzhi.app.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.Account"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Accounts are opened by an act; nobody signs up by themselves.
ACCOUNT_ADAPTER = "zhenzhi.app.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "zhenzhi.app.accounts.SocialAccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
# A town hall shares one address, and lock-out is axes' work; allauth's own limits only stop floods.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "300/m/ip"}
CSRF_FAILURE_VIEW = "zhenzhi.ui.views.errors.csrf_failure"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/work"


def _identity_service() -> dict[str, object]:
    """An identity service of county or province that speaks OIDC; its button appears when it is configured."""
    url = os.environ.get("ZHENZHI_OIDC_URL", "")
    if not url:
        return {}
    secret = os.environ.get("ZHENZHI_OIDC_SECRET_FILE", "")
    app = {
        "provider_id": "oidc",
        "name": os.environ.get("ZHENZHI_OIDC_NAME", "统一身份认证"),
        "client_id": os.environ.get("ZHENZHI_OIDC_CLIENT_ID", ""),
        "secret": Path(secret).read_text().strip() if secret else "",
        "settings": {"server_url": url},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


SOCIALACCOUNT_PROVIDERS = _identity_service()

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "zhenzhi.app.limits.address_of"
AXES_USERNAME_CALLABLE = "zhenzhi.app.accounts.username_of"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_LOCKOUT_CALLABLE = "zhenzhi.ui.views.errors.too_many"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# One cache for all processes: lock-outs must count across them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "app_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # many addresses at once must not sweep away what was counted
    }
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # An identity service is reached by a form of ours that is answered with a redirect to it.
        "form-action": ["'self'", *([os.environ["ZHENZHI_OIDC_URL"]] if os.environ.get("ZHENZHI_OIDC_URL") else [])],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zhenzhi.ui.static_files.Storage"},
}
FILES = DATA / "files"
FONTS = os.environ.get("ZHENZHI_FONTS", "")
COUNTY = os.environ.get("ZHENZHI_COUNTY", "示范县")
LAWS = os.environ.get("ZHENZHI_LAWS", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "zhenzhi.app.logs.Lines", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ZHENZHI_LOG", "WARNING")},
}
