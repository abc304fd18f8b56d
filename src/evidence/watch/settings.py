"""Where the services are and how often they may be asked: the block `watch` of `_config.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evidence.problems import Problem, SourceError

FILE = "_config.yml"


@dataclass(frozen=True)
class Service:
    """A service on the web: its name for people, its address, and the manners it asks for.

    `a_second` is how many requests a second it gets at most, `page_size` how many results
    it is asked for at once.
    """

    key: str
    name: str
    address: str
    a_second: float
    page_size: int


@dataclass(frozen=True)
class Settings:
    """Settings of the watch.

    `contact` is an e-mail address for the people who run the services, blank when there is
    none; `time_out` and `longest_wait` are seconds, `attempts` counts requests of one page.
    `notices_days` is after how many days a report is looked up for notices again.
    """

    contact: str
    time_out: float
    attempts: int
    longest_wait: float
    notices_days: int
    services: Mapping[str, Service]


def read(root: Path) -> Settings:
    """Return the settings of a project; raises SourceError when they are missing or wrong."""
    try:
        block = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))["watch"]
        services = {key: _service(key, one) for key, one in block["services"].items()}
        return Settings(
            contact=str(block["contact"] or ""),
            time_out=float(block["time_out"]),
            attempts=int(block["attempts"]),
            longest_wait=float(block["longest_wait"]),
            notices_days=int(block["notices_days"]),
            services=services,
        )
    except KeyError as error:
        raise _wrong(f"the setting “{error.args[0]}” of watch is missing") from None
    except (OSError, yaml.YAMLError, TypeError, ValueError, AttributeError):
        raise _wrong("the block “watch” is missing or not as meant") from None


def _service(key: str, block: Mapping[str, Any]) -> Service:
    address = str(block["address"]).rstrip("/")
    if not address.startswith(("https://", "http://")):
        raise _wrong(f"“{address}” is no address of a service")
    return Service(
        key, str(block["name"]), address, float(block["a_second"]), int(block["page_size"])
    )


def _wrong(found: str) -> SourceError:
    cure = "compare it with the description of the watch in CONTRIBUTING.md"
    return SourceError([Problem(FILE, 1, 1, "watch", found, cure)])
