"""Images on the desk: the list, the page of one, and the page that takes many files."""

from __future__ import annotations

from django.contrib import admin

from gallery.admin.bulk import UploadOfMany
from gallery.admin.image_list import ListOfImages
from gallery.admin.image_page import PageOfImage
from gallery.models import Image


@admin.register(Image)
class ImageAdmin(PageOfImage, ListOfImages, UploadOfMany):
    """Images as curators work on them."""
