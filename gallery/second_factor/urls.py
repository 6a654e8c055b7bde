"""Where the second factor is asked for and set up: below the desk."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from gallery.second_factor import views

app_name = "second_factor"

urlpatterns = [
    path("code/", admin.site.admin_view(views.ask), name="ask"),
    path("second-factor/", admin.site.admin_view(views.set_up), name="set_up"),
]
