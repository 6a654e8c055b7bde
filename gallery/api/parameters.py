"""What operations take, as types: beyond these nothing is asked of a database."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID, description="The number of an image, a tag and so on.")]
