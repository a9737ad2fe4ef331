"""A paper that is a whole document of its own, as a page."""

import base64
import hashlib
import re

from csp.constants import NONE
from django.http import HttpResponse


# The one element a paper's own style is in (documents/render/page.py).
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def whole_document(content: bytes) -> HttpResponse:
    """Its bytes as they are, under a policy that allows its own style sheet and nothing
    that runs: by the style's hash, so that nothing else written into it counts."""
    response = HttpResponse(content)
    response._csp_replace = {  # type: ignore[attr-defined]  what csp_replace sets
        "style-src": [_source(style) for style in STYLE.findall(content)] or [NONE],
        "script-src": [NONE],
        "font-src": ["data:"],
        "img-src": ["data:"],
        "connect-src": [NONE],
        "sandbox": ["allow-same-origin", "allow-top-navigation-by-user-activation"],
    }
    return response


def _source(style: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return f"'sha256-{digest}'"
