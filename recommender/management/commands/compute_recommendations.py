"""Embed every image, find the exact nearest ones and publish the lists."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection

from gallery.outage import is_out_of_reach
from recommender import choice, conf, pipeline, progress, watching, workshop
from recommender.engine.exceptions import EngineError
from recommender.exceptions import (
    AnotherRunAtWork,
    ClusterFailed,
    RunSuperseded,
    StorageOutOfReach,
    TooManyUnreadable,
    WorkFolderUnusable,
)
from recommender.report import RunReport
from recommender.stopping import Terminated, sigterm_as_interrupt

ANOTHER_RUN_AT_WORK = 75
STOPPING = (ClusterFailed, EngineError, RunSuperseded, StorageOutOfReach, TooManyUnreadable, WorkFolderUnusable)
STOPPED: dict[type[BaseException], int] = {KeyboardInterrupt: 130, Terminated: 143}
DATABASE_AWAY = "The database is out of reach ({reason}). Nothing is lost; trying again within a minute."
ADDRESS_WITHOUT_ENGINE = "--ray-address {} is of use with --engine ray only; add that, or leave the address out."
STOPPED_MESSAGE = (
    "Stopped before the end. What was finished is kept, visitors see whole lists, and the next run goes on."
)


class Command(BaseCommand):
    help = "Embed every image with ResNet18, find the most similar ones and publish the lists; does only what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--k", type=int, default=conf.default_k(), help="recommendations per image (%(default)s)")
        parser.add_argument(
            "--weights",
            default=conf.default_weights(),
            metavar="auto|imagenet|bundled|PATH",
            help="the model: auto stays with what the catalogue uses, or takes the best to be had (%(default)s)",
        )
        parser.add_argument("--full", action="store_true", help="compute every vector and write every row anew")
        parser.add_argument("--dry-run", action="store_true", help="write nothing and say what would be done")
        parser.add_argument(
            "--allow-unreadable", action="store_true", help="publish even if more than a fifth cannot be read"
        )
        parser.add_argument(
            "--only-alike",
            action=argparse.BooleanOptionalAction,
            default=conf.default_only_alike(),
            help="show recommendations only where they are alike; rows are stored all the same (%(default)s)",
        )
        parser.add_argument(
            "--matches",
            action=argparse.BooleanOptionalAction,
            default=conf.default_matches(),
            help="find out where the pictures of each pair match, too, once the lists are published (%(default)s)",
        )
        parser.add_argument(
            "--engine",
            choices=["local", "ray"],
            default="local",
            help="who embeds and compares: this machine, or a Ray cluster (%(default)s)",
        )
        parser.add_argument(
            "--ray-address", metavar="ADDRESS", help="the Ray cluster; without it one is started on this machine"
        )
        parser.add_argument("--watch", action="store_true", help="stay, and do a run after each change")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["k"] <= conf.LARGEST_K:
            raise CommandError(f"--k must be from 1 to {conf.LARGEST_K}, got {options['k']}.", returncode=2)
        if options["ray_address"] and options["engine"] != "ray":
            raise CommandError(ADDRESS_WITHOUT_ENGINE.format(options["ray_address"]), returncode=2)
        with sigterm_as_interrupt():
            if options["watch"]:
                self.watch(options)
            else:
                self.run_once(options)

    def watch(self, options: dict[str, Any]) -> None:
        """Do a run after each change until stopped; one that fails is told, and tried again."""
        self.failed = False
        try:
            for _ in watching.changes(failed=lambda: self.failed):
                self.failed = not self.try_run(options)
        except KeyboardInterrupt:
            self.stderr.write("Stopped watching.")

    def try_run(self, options: dict[str, Any]) -> bool:
        """Do a run and return whether it ended well; being stopped is the one failure that ends the watch."""
        try:
            self.run_once(options)
        except CommandError as error:
            if error.returncode in STOPPED.values():
                raise
            self.stderr.write(str(error))
            return False
        except (OperationalError, InterfaceError) as error:
            if not is_out_of_reach(error):
                raise
            connection.close()
            self.stderr.write(DATABASE_AWAY.format(reason=" ".join(str(error).split())))
            return False
        return True

    def run_once(self, options: dict[str, Any]) -> None:
        """Do one run and print what it did."""
        try:
            report = self.report(options)
        except AnotherRunAtWork as error:
            raise CommandError(str(error), returncode=ANOTHER_RUN_AT_WORK) from error
        except STOPPING as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError(STOPPED_MESSAGE, returncode=STOPPED[type(stop)]) from stop
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else "\n".join(report.lines()))

    def report(self, options: dict[str, Any]) -> RunReport:
        """Choose the weights, tell what is remarkable about the choice, and do the run."""
        chosen = choice.choose(options["weights"])
        for remark in chosen.remarks:
            self.stderr.write(remark)
        with workshop.chosen(options["engine"], options["ray_address"]) as where:
            return pipeline.run_once(
                chosen.model,
                k=options["k"],
                full=options["full"],
                dry_run=options["dry_run"],
                allow_unreadable=options["allow_unreadable"],
                only_alike=options["only_alike"],
                matches=options["matches"],
                progress=progress.for_stream(sys.stderr) if options["verbosity"] > 0 else progress.silent,
                workshop=where,
            )
