"""Images on the desk: the list, and the page of one."""

from __future__ import annotations

from django.contrib import admin

from gallery.admin.from_the_file import FromTheFile
from gallery.admin.image_list import ListOfImages
from gallery.admin.image_page import PageOfImage
from gallery.models import Image


@admin.register(Image)
class ImageAdmin(FromTheFile, PageOfImage, ListOfImages):
    """Images as curators work on them."""
