"""The command says what is wrong, a sentence each, and its exit code says whether anything is."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gallery.models import Change
from tests.factories import make_image, upload_image

pytestmark = pytest.mark.django_db(transaction=True)


def check(*arguments: str) -> str:
    out = StringIO()
    call_command("check_catalogue", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_whole_catalogue_is_called_so() -> None:
    upload_image(colour="red")
    assert check() == "The catalogue is whole."


def test_a_program_reads_an_empty_list_of_findings() -> None:
    assert json.loads(check("--json")) == {"findings": []}


def test_findings_are_printed_and_end_it_with_1() -> None:
    make_image(original="", width=320)
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("check_catalogue", fast=True, stdout=out)
    assert (str(raised.value), raised.value.returncode) == ("The catalogue is not whole: 2 findings.", 1)
    assert len(out.getvalue().splitlines()) == 2


def test_a_program_reads_what_is_wrong_with_which_image() -> None:
    Change.objects.create(weight=1, mark=1, places=1, published=5)
    out = StringIO()
    with pytest.raises(CommandError, match=r"^The catalogue is not whole: 1 finding\.$"):
        call_command("check_catalogue", json=True, stdout=out)
    sentence = "Pages count 5 published images, and there are 0; run manage.py migrate."
    assert json.loads(out.getvalue()) == {"findings": [{"kind": "count off", "image": None, "sentence": sentence}]}
