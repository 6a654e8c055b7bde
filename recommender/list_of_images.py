"""What the recommender adds to the desk's list of images: where each stands, a filter by that, and "compute anew"."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.admin.image_list import Addition, ListOfImages
from gallery.models import Image
from recommender import forgetting
from recommender.states import State, in_state, with_state


class RecommendationsFilter(admin.SimpleListFilter):
    """Images whose recommendations are in one state."""

    title = "recommendations"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return in_state(queryset, value) if value in State.values else queryset


@admin.display(description="recommendations")
def recommendations(image: Any) -> SafeString | str:
    """Return where an image stands; a form that comes back with errors shows its rows without."""
    state = getattr(image, "state", None)
    if state is None:
        return ""
    reason = image.reason if state == State.FAILED else ""
    return format_html('<span class="state state--{}" title="{}">{}</span>', state, reason, State(state).label)


@admin.action(description="Compute the recommendations anew", permissions=["change"])
def recompute(desk: admin.ModelAdmin[Image], request: HttpRequest, images: QuerySet[Image]) -> None:
    """Have the next run look at the chosen images' files again."""
    count = forgetting.forget(list(images.values_list("pk", flat=True)))
    what = f"{count:,} image{pluralize(count)} wait{pluralize(count, 's,')} for the next run of compute_recommendations"
    desk.message_user(request, f"{what}; visitors see the old lists until then.")


def add_to_the_desk() -> None:
    """Extend the desk's list of images."""
    desk = admin.site.get_model_admin(Image)
    if isinstance(desk, ListOfImages):
        desk.extend(
            Addition(
                columns=(recommendations,), filters=(RecommendationsFilter,), actions=(recompute,), annotate=with_state
            )
        )
