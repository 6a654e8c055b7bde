"""The curator's desk."""

from django.contrib import admin
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from gallery.admin import decisions, images, near_duplicates, tags  # noqa: F401 - each registers its part of the desk

admin.site.site_header = admin.site.site_title = "Kindred"
admin.site.index_title = "The curator's desk"
admin.site.unregister([StaticDevice, TOTPDevice])  # their pages show keys, which are their owners' alone
