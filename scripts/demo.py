"""A gallery to walk through, from nothing: draw or take pictures, compare them, and serve.

python -m scripts.demo [--images PATH] [--port 8000] [--no-serve]
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import socket
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWN = ROOT / "var" / "sample-pictures"
OWN = ROOT / "var" / "own"
USER = "demo"


def main() -> int:
    """Make the catalogue, say what was done, and serve until Ctrl-C."""
    options = parse()
    if options.serve and port_is_taken(options.port):
        print(f"Port {options.port} is in use; free it, or choose another: make demo PORT=8001", file=sys.stderr)
        return 1
    started = time.monotonic()
    start_django(own=options.images is not None)
    fill(options.images or drawn_pictures())
    password = renew_login()
    tell(password, port=options.port, seconds=time.monotonic() - started)
    if options.serve:
        from django.core.management import call_command

        call_command("runserver", f"127.0.0.1:{options.port}", use_reloader=False, verbosity=0)
    return 0


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=lambda text: Path(text) if text else None, help="your own pictures")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", dest="serve", action="store_false", help="fill the catalogue only")
    return parser.parse_args()


def port_is_taken(port: int) -> bool:
    """Return whether something on this machine listens there already."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start_django(*, own: bool) -> None:
    """Set Django up; a visitor's own pictures get a catalogue of their own, unless DATABASE_URL names one."""
    if own and "DATABASE_URL" not in os.environ:
        OWN.mkdir(parents=True, exist_ok=True)
        os.environ["DATABASE_URL"] = f"sqlite:///{OWN / 'kindred.sqlite3'}"
        os.environ.setdefault("MEDIA_ROOT", str(OWN / "media"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()


def drawn_pictures() -> Path:
    """Return the folder of the sample pictures, drawn on first use."""
    if not (DRAWN / "captions.json").exists():
        from demo.catalogue import draw_catalogue

        print("Drawing the sample pictures ...", flush=True)
        draw_catalogue(DRAWN)
    return DRAWN


def fill(pictures: Path) -> None:
    """Make the tables, take the pictures in and compute what each recommends."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    captions = pictures / "captions.json"
    print(f"Taking in {pictures} ...", flush=True)
    options = {"captions": captions} if captions.exists() else {}
    call_command("import_images", *mixed(pictures), tags_from_folders=True, **options)
    print("Comparing every picture with every other ...", flush=True)
    call_command("compute_recommendations")


def mixed(pictures: Path) -> list[Path]:
    """Return the drawn pictures in an order that mixes the families on every page; anything else as it is."""
    if pictures != DRAWN:
        return [pictures]
    files = sorted(path for path in pictures.rglob("*") if path.is_file() and path.suffix != ".json")
    random.Random(len(files)).shuffle(files)  # noqa: S311 - an order, not a secret
    return files


def renew_login() -> str:
    """Give the demo's own administrator a new random password and return it."""
    from django.contrib.auth.models import User

    password = secrets.token_urlsafe(9)
    user, _ = User.objects.get_or_create(username=USER, defaults={"is_staff": True, "is_superuser": True})
    user.set_password(password)
    user.save()
    return password


def tell(password: str, *, port: int, seconds: float) -> None:
    """Print where everything is."""
    from django.urls import reverse

    from gallery.models import Image, Recommendation, Tag

    rows = {
        "images": f"{Image.objects.count():,}",
        "tags": f"{Tag.objects.count():,}",
        "recommendations": f"{Recommendation.objects.count():,} rows, spares included",
        "ready in": f"{seconds:.0f} s",
        "gallery": f"http://localhost:{port}/",
        "desk": f"http://localhost:{port}{reverse('admin:index')}",
        "login": f"{USER} / {password}",
    }
    print()
    for name, value in rows.items():
        print(f"  {name:<18}{value}")
    print("\n  Ctrl-C stops it.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
