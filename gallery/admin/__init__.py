"""The curator's desk."""

from django.contrib import admin

from gallery.admin import decisions, images, near_duplicates, tags  # noqa: F401 - each registers its part of the desk

admin.site.site_header = admin.site.site_title = "Kindred"
admin.site.index_title = "The curator's desk"
