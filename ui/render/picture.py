"""Pictures of witnesses: the family draws SVG, which the browser shows as an image and never as part of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from problems.errors import WorkbenchError
from problems.family import get_family

__all__ = ["MOST", "drawing", "is_wide", "picture"]

MOST = 1_500_000
"""Characters of a picture that is shown."""


@st.cache_data(max_entries=200, show_spinner=False)
def drawing(family_name: str, params: Mapping[str, Any], witness: Mapping[str, Any]) -> tuple[str, str]:
    """(SVG, what it shows), or ("", why there is no picture)."""
    try:
        family = get_family(family_name)
        svg = family.draw(family.parse_params(params), family.parse_witness(witness))
    except WorkbenchError as error:
        return "", str(error)
    if len(svg) > MOST:
        return "", "the picture is too large to be shown here: `workbench show ID --svg` writes it"
    start, end = svg.find("<title>"), svg.find("</title>")
    return svg, svg[start + 7 : end] if 0 <= start < end else family.title


def is_wide(claim: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """Whether the picture is a strip, such as a number line, that wants the whole width."""
    witness = _witness(payload)
    svg = drawing(str(claim["family"]), claim["params"], witness)[0] if witness is not None else ""
    box = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg[:2000])
    return bool(box) and float(box[1]) > 2.5 * float(box[2])


def _witness(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    witness = payload.get("witness") or payload.get("identity") or payload.get("object")
    return witness if isinstance(witness, Mapping) else None


def picture(claim: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
    """The picture of what a candidate offers; a word when there is nothing to draw."""
    witness = _witness(payload)
    if witness is None:
        kinds = {"refutation": "There is no witness to draw: the claim is that none exists."}
        st.caption(kinds.get(str(payload.get("kind")), "There is no witness to draw."))
        return
    svg, words = drawing(str(claim["family"]), claim["params"], witness)
    if svg:
        st.image(svg, alt=words, width="stretch")
    else:
        st.text(words)
