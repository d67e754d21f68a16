"""Django's settings, made from the configuration of the site that BROADSHEET_SITE names."""

from __future__ import annotations

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy

from broadsheet.kit import policy
from broadsheet.site import database, rooms
from broadsheet.site.config import DATABASE_NAME
from broadsheet.site.loading import load, site_folder
from broadsheet.site.logs import logging
from broadsheet.site.mail import mail
from broadsheet.site.signing_in import signing_in

SITE = site_folder()
CONFIG = load(SITE)

# -- the paper

PAPER_NAME = CONFIG.name
PAPER_BASE_URL = CONFIG.base_url
PAPER_LANGUAGES = tuple(CONFIG.languages)  # the default one first
PAPER_TIME_ZONE = CONFIG.time_zone
PAPER_FEEDS = CONFIG.feeds
PAPER_AI_CRAWLERS = CONFIG.ai_crawlers
PAPER_SECURITY_CONTACT = CONFIG.security_contact
PAPER_LOOKS_AT_LINKS = CONFIG.look_at_links
PRESS_ROOT: Path = SITE / "press"
PRESS_STRICT = False  # an untagged read while pressing becomes a coarse tag; the tests fail on it

# -- Django

DEBUG = False
SECRET_KEY = CONFIG.secret_key.get_secret_value()
FIELD_KEY = CONFIG.field_key.get_secret_value()
ENCRYPTION_KEY = CONFIG.encryption_key.get_secret_value()
ENCRYPTION_KEY_BEFORE = CONFIG.encryption_key_before.get_secret_value()
ALLOWED_HOSTS = CONFIG.host_names
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url, *(f"https://{host}" for host in CONFIG.allowed_hosts)]
ROOT_URLCONF = "broadsheet.site.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long story has many blocks, each with many fields

INSTALLED_APPS = [
    "broadsheet.site",
    *rooms.INSTALLED,
    "broadsheet.staff.apps.UsersConfig",
    "wagtail.admin",
    "wagtail.images",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "broadsheet.site.protections.Protections",
    "broadsheet.site.middleware.DatabaseTrouble",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "broadsheet.staff.door.Door",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "broadsheet.desk.refusals.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("broadsheet.site.overrides.Loader", SITE / "templates")],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database.database(CONFIG.database_url, SITE / DATABASE_NAME)}
REDIS_URL = CONFIG.redis_url
CACHES = {
    "default": {
        "BACKEND": "broadsheet.kit.caching.ForgivingCache",
        "LOCATION": CONFIG.redis_url,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if CONFIG.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- languages and time

FORMAT_MODULE_PATH = "broadsheet.design.formats"
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
LANGUAGE_CODE = CONFIG.languages[0]
LANGUAGES = [(code, gettext_lazy(LANG_INFO[code]["name"])) for code in CONFIG.languages]
TIME_ZONE = CONFIG.time_zone
USE_TZ = True
USE_I18N = True

# -- files; originals and desk renditions are never public, what is public is pressed

MEDIA_ROOT = SITE / "media"
MEDIA_URL = "/desk/files/"
MEDIA_TO = CONFIG.media_to
PRESS_TO = CONFIG.press_to
S3 = {"id": CONFIG.s3_id.get_secret_value(), "secret": CONFIG.s3_secret.get_secret_value()}
PURGE_TO = CONFIG.purge_to
PURGE_TOKEN = CONFIG.purge_token.get_secret_value()
STORAGES = {
    "default": {
        "BACKEND": "broadsheet.kit.media.BucketStorage"
        if CONFIG.media_to
        else "django.core.files.storage.FileSystemStorage"
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

# -- readers, counted

COUNT_READERS = CONFIG.count_readers
READERS_LOG: Path | None = SITE / CONFIG.readers_log if CONFIG.readers_log else None

# -- narration: voices, what is spoken once, recordings

NARRATION_ROOT = SITE / "narration"
NARRATION_ENDPOINTS = {
    "openai": {
        "url": CONFIG.speech_url,
        "key": CONFIG.speech_key.get_secret_value(),
        "model": CONFIG.speech_model,
        "sound": CONFIG.speech_sound,
    },
    "elevenlabs": {
        "url": CONFIG.elevenlabs_url,
        "key": CONFIG.elevenlabs_key.get_secret_value(),
        "model": CONFIG.elevenlabs_model,
    },
}
NARRATION_CERTIFICATE = (
    (SITE / CONFIG.audio_certificate, SITE / CONFIG.audio_key)
    if CONFIG.audio_certificate and CONFIG.audio_key
    else None
)

# -- backups, alerts, figures

BACKUP_TO = CONFIG.backup_to
BACKUP_S3 = {"id": CONFIG.backup_s3_id.get_secret_value(), "secret": CONFIG.backup_s3_secret.get_secret_value()}
BACKUP_AT = CONFIG.backup_at
BACKUP_KEEP = CONFIG.kept_backups
BACKUP_RECIPIENTS = tuple(CONFIG.backup_recipients)
METRICS_TOKEN = CONFIG.metrics_token.get_secret_value()
ALERT_TO = CONFIG.alert_to
ALERT_FROM = CONFIG.alert_from
LOG_ADDRESSES = CONFIG.log_addresses

# -- the desk: the one place that knows who somebody is

LOGIN_URL = "/desk/login/"
SECOND_FACTOR = CONFIG.second_factor
KEPT_ADDRESSES = CONFIG.log_addresses
locals().update(signing_in(CONFIG.name, CONFIG.base_url))
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = "/desk/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.base_url.startswith("https://")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "broadsheet.site.views.form_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # the cookie one ignores the path
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = policy.REFERRER
SECURE_PROXY_SSL_HEADER = None  # the edge sets the scheme, from trusted proxies only
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS, secure cookies: they follow base_url, which `check --deploy` looks at
    "security.W012",
    "security.W016",
    "security.W005",  # other hosts of the domain are not ours to force
    "security.W021",
    "security.W008",  # the proxy in front redirects to HTTPS
    "security.W019",  # the desk shows previews in a frame
    "axes.W002",  # the sign-in's own form says that it is throttled
]
X_FRAME_OPTIONS = "SAMEORIGIN"  # the desk shows previews in a frame; kit/policy.py says the rest
PASSWORD_RESET_TIMEOUT = 3600  # seconds: who finds an old mail finds nothing
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

WAGTAIL_SITE_NAME = CONFIG.name
WAGTAILADMIN_BASE_URL = CONFIG.base_url
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the desk asks nobody outside
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # what is said of times at the desk is on the paper's clock
WAGTAILIMAGES_IMAGE_MODEL = "pictures.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "broadsheet.pictures.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024

# -- mail and logs

EMAIL_SUBJECT_PREFIX = f"[{CONFIG.name}] "
locals().update(mail(CONFIG.email_url, SITE / "mail"))
MAIL_URL = CONFIG.email_url
MAIL_FOLDER: Path = SITE / "mail"
MAIL_CONNECTIONS = CONFIG.mail_connections
MAIL_PER_CONNECTION = CONFIG.mail_per_connection
MAIL_RATE = CONFIG.mail_rate
MAIL_DOMAIN_RATES = CONFIG.domain_rates
LOGGING = logging()
LOGGING_CONFIG = "logging.config.dictConfig"
