"""Where the desk is, and how often somebody may be wrong at its login; see config.login."""

from __future__ import annotations

from datetime import timedelta

from config.env import env

TAKEN = {"api", "feed", "healthz", "images", "language", "media", "metrics", "place", "readyz", "robots", "static"}

LOGIN_MAX_FAILURES = env.whole_number("LOGIN_MAX_FAILURES", default=5, minimum=1, maximum=100)
LOGIN_LOCKED_MINUTES = env.whole_number("LOGIN_LOCKED_MINUTES", default=30, minimum=1, maximum=1440)

ADMIN_PATH = env.path("ADMIN_PATH", default="admin/", taken=TAKEN)
ADMIN_IS_TOLD = ADMIN_PATH == "admin/"  # one that was changed is not for everybody

ADMIN_TOTP = env.one_of("ADMIN_TOTP", default="off", accepted=["off", "optional", "required"])
OTP_TOTP_ISSUER = "Kindred"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

AXES_HANDLER = "config.login.LoginLimit"
AXES_FAILURE_LIMIT = LOGIN_MAX_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_LOCKED_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "config.login.network_of_request"
AXES_USERNAME_CALLABLE = "config.login.name_counted"
AXES_LOCKOUT_CALLABLE = "config.login.locked"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or a lock would last as long as somebody knocks
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
