"""Images on the desk: the list, the page of one, many files at once, and alternative texts one after another."""

from __future__ import annotations

from django.contrib import admin

from gallery.admin.alt_text_queue import AltTextQueue
from gallery.admin.bulk import UploadOfMany
from gallery.admin.from_the_file import FromTheFile
from gallery.admin.image_list import ListOfImages
from gallery.admin.image_page import PageOfImage
from gallery.admin.image_panel import PanelOfImage
from gallery.models import Image


@admin.register(Image)
class ImageAdmin(AltTextQueue, PanelOfImage, FromTheFile, PageOfImage, ListOfImages, UploadOfMany):
    """Images as curators work on them."""
