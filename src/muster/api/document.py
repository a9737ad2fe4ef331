"""The API described: by OpenAPI 3.1 for programs, and on a page for whoever writes one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from muster.api.answers import JSON
from muster.api.routes import api


PREFIX = "/api/v1"


@cache
def document() -> dict[str, Any]:
    """Of the code alone, so it is the same for everybody."""
    made = dict(api.get_openapi_schema(path_prefix=f"{PREFIX}/"))
    made["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of a service, made in Muster under Services.",
        }
    }
    made["security"] = [{"token": []}]
    return made


@dataclass(frozen=True)
class Route:
    """A route as the page shows it: texts only."""

    address: str
    name: str
    paragraphs: list[str]
    parameters: list[list[str]]
    columns: list[list[str]]


def routes() -> list[Route]:
    return [_route(path, said["get"]) for path, said in document()["paths"].items()]


def _route(path: str, said: dict[str, Any]) -> Route:
    content = said["responses"][200]["content"]
    whole = content.get(JSON, {}).get("schema", {})
    row = whole.get("properties", {}).get("rows", {}).get("items", {})
    return Route(
        path,
        said["operationId"],
        said["description"].replace("`", "").split("\n\n"),
        [
            [
                one["name"],
                f"{one.get('description', '')}{' Needed.' if one['required'] else ''}",
                one.get("example", ""),
            ]
            for one in said["parameters"]
        ],
        [
            [name, about["description"]]
            for name, about in row.get("properties", {}).items()
        ],
    )
