"""The API's tables: tokens, how much each caller has asked lately, and answers kept for repeated requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

SCOPES = {
    "read": "what the owner may view, unpublished images included",
    "write": "add, change, publish and decide, as far as the owner may",
    "delete": "delete, as far as the owner may",
}
A_MINUTE = timedelta(minutes=1)


class TokenQuerySet(models.QuerySet["Token"]):
    """Queries on tokens."""

    def of(self, user: models.Model) -> TokenQuerySet:
        """Return the tokens that belong to a person."""
        return self.filter(user=user.pk)

    def note_use(self, token: Token, now: datetime) -> None:
        """Note that a token was used, at most once a minute: reading should not mean writing."""
        last = token.last_used_at
        if last is None or now - last >= A_MINUTE:
            stale = Q(last_used_at=None) | Q(last_used_at__lte=now - A_MINUTE)
            self.filter(stale, pk=token.pk).update(last_used_at=now)


class Token(models.Model):
    """What a program shows instead of a login. Only a hash of its secret is stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What it is for, such as “nightly import”.")
    prefix = models.CharField("begins with", max_length=8, unique=True, editable=False)
    secret_hash = models.CharField("SHA-256 of the token", max_length=64, editable=False)
    may_read = models.BooleanField("read", default=True, help_text=f"{SCOPES['read'].capitalize()}.")
    may_write = models.BooleanField("write", default=False, help_text=f"{SCOPES['write'].capitalize()}.")
    may_delete = models.BooleanField("delete", default=False, help_text=f"{SCOPES['delete'].capitalize()}.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Left empty, it holds until it is revoked.")
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "token"
        default_permissions = ()  # everybody on the desk has tokens of their own
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(may_read=True) | Q(may_write=True) | Q(may_delete=True), name="token_for_something"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> frozenset[str]:
        """What the token is for."""
        return frozenset(scope for scope in SCOPES if getattr(self, f"may_{scope}"))

    def holds(self, now: datetime) -> bool:
        """Return whether the token is good for anything now."""
        expired = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not expired and self.user.is_active

    def revoke(self) -> bool:
        """Make the token good for nothing from now on, for ever; return whether it was good until now."""
        return bool(Token.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()))


class Allowance(models.Model):
    """How far a caller is from its limit; see `limits`."""

    caller = models.CharField(max_length=64, primary_key=True)
    full_at = models.BigIntegerField(db_index=True, help_text="When it will be whole, in microseconds since 1970.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.caller


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, so that the same one again is not done twice."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    began_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty as long as the request is at work.")
    headers = models.JSONField(default=dict)
    content = models.BinaryField(default=bytes)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status or 'at work'}"
