"""Tokens on the desk: everybody makes and revokes their own, superusers see and revoke all."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.forms import ModelForm, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from gallery.api import tokens
from gallery.api.models import SCOPES, Token


class TokenForm(ModelForm[Token]):
    """What a new token is for, and until when."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse a token that is good for nothing."""
        given = self.cleaned_data
        if not any(given.get(f"may_{scope}") for scope in SCOPES):
            raise ValidationError(f"Tick at least one of {', '.join(SCOPES)}.")
        if (until := given.get("expires_at")) and until <= timezone.now():
            self.add_error("expires_at", "This has passed already.")
        return super().clean()


@admin.action(description="Revoke")
def revoke(desk: admin.ModelAdmin[Token], request: HttpRequest, chosen: QuerySet[Token]) -> None:
    """Make the chosen tokens good for nothing."""
    revoked = [token for token in chosen if token.revoke()]
    for token in revoked:
        desk.log_change(request, token, "Revoked.")
    desk.message_user(request, f"{len(revoked)} revoked.", messages.SUCCESS)


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin[Token]):
    """The list of tokens; a new one is shown once, and none is ever changed."""

    form = TokenForm
    fields = ("name", *(f"may_{scope}" for scope in SCOPES), "expires_at")
    list_display = ("name", "begins_with", "for_what", "user", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user",)
    search_fields = ("name", "prefix")
    actions = (revoke,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        """Return the person's own tokens; a superuser's are everybody's."""
        every = super().get_queryset(request)
        return every if request.user.is_superuser else every.filter(user=request.user.pk)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """Return whether a person may delete people, and with them their tokens."""
        return bool(request.user.has_perm("auth.delete_user"))

    def save_model(self, request: HttpRequest, obj: Token, form: ModelForm[Token], change: bool) -> None:  # noqa: FBT001
        """Give a new token to whoever makes it, with its secret, which is held only as long as this request."""
        obj.user = cast("User", request.user)
        form.shown = tokens.give_secret(obj)  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer only to save: nothing leads on from a token that has to be copied first."""
        only = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, (extra_context or {}) | only)

    def save_form(self, request: HttpRequest, form: ModelForm[Token], change: bool) -> Token:  # noqa: FBT001
        """Remember the form with what it makes, so that the answer can show the secret."""
        made: Token = super().save_form(request, form, change)
        made.form = form  # type: ignore[attr-defined]
        return made

    def response_add(self, request: HttpRequest, obj: Token, post_url_continue: str | None = None) -> HttpResponse:
        """Show the token in the answer itself, once: in no message, no session and no log; the desk is in no cache."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Your token",
            "opts": self.opts,
            "token": obj,
            "shown": obj.form.shown,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "gallery/desk/token.html", context)

    @admin.display(description="begins with", ordering="prefix")
    def begins_with(self, token: Token) -> str:
        return f"kindred_{token.prefix}_…"

    @admin.display(description="for")
    def for_what(self, token: Token) -> str:
        return ", ".join(scope for scope in SCOPES if scope in token.scopes)
