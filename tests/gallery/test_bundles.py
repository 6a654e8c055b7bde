"""Styles and scripts of visitors' pages: apart while they are worked on, one file each on a public site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import Storage
from django.core.management import call_command
from django.template import Context, Template

from gallery.bundles import BUNDLES, joined
from gallery.storage import LocalStorage
from tests.collecting import public_files
from tests.gallery.test_weight import own

ON_THEIR_OWN = {"js/scheme.js", "js/morph.js", "css/api.css"}
"""No page is painted before these scripts, so they are loaded first, and apart; the styles are of one page only."""


@pytest.fixture
def public(tmp_path: Path) -> Iterator[Path]:
    """The static files as a public site serves them."""
    with public_files(tmp_path):
        yield tmp_path


def loading(name: str) -> list[str]:
    """Return the elements that a page loads a bundle with."""
    return Template('{% load gallery_tags %}{% bundle "' + name + '" %}').render(Context()).splitlines()


def test_every_style_and_script_of_visitors_pages_is_in_a_bundle() -> None:
    bundled = {part for parts in BUNDLES.values() for part in parts}
    assert bundled | ON_THEIR_OWN == own("css") | own("js")


def test_while_they_are_worked_on_a_page_loads_the_parts_in_their_order() -> None:
    assert loading("js/pair.js") == [
        '<script type="module" src="/static/js/grounds.js"></script>',
        '<script type="module" src="/static/js/steps.js"></script>',
    ]
    assert loading("css/gallery.css")[0] == '<link rel="stylesheet" href="/static/css/tokens.css">'


def test_a_public_page_loads_one_file_named_by_what_is_in_it(public: Path) -> None:
    named = json.loads((public / "staticfiles.json").read_text())["paths"]["css/gallery.css"]
    assert loading("css/gallery.css") == [f'<link rel="stylesheet" href="/static/{named}">']
    assert named != "css/gallery.css"
    assert {path.name for path in public.glob(f"{named}*")} == {Path(named).name, f"{Path(named).name}.gz"}


def test_a_bundle_has_its_parts_whole_and_in_order(public: Path) -> None:
    styles = (public / "css/gallery.css").read_text()
    parts = [Path(settings.BASE_DIR, "static", part).read_text() for part in BUNDLES["css/gallery.css"]]
    assert styles == "\n".join(parts)


def test_collecting_again_replaces_a_bundle(public: Path) -> None:
    (public / "js/pair.js").write_text("old")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (public / "js/pair.js").read_text() != "old"
    assert [path.name for path in public.glob("js/pair_*")] == []


def test_a_dry_run_writes_no_bundle(tmp_path: Path) -> None:
    with public_files(tmp_path, dry_run=True):
        assert [path.name for path in tmp_path.rglob("*.js")] == []


def test_scripts_of_a_bundle_may_use_the_same_names(tmp_path: Path) -> None:
    for name in ("one.js", "other.js"):
        (tmp_path / name).write_text(f"const name = '{name}'; // a last line without an end")
    storage: Storage = LocalStorage(location=tmp_path, base_url="/")
    files = {name: (storage, name) for name in ("one.js", "other.js")}
    assert joined(files, files).decode().split("\n") == [
        *("{", "const name = 'one.js'; // a last line without an end", "}"),
        *("{", "const name = 'other.js'; // a last line without an end", "}"),
    ]
