"""The curator's desk."""

from gallery.admin import decisions, images, tags  # noqa: F401 - each registers its part of the desk
