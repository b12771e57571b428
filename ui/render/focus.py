"""A few lines of our own script that put the cursor into a field, so that no mouse is needed."""

from __future__ import annotations

import streamlit as st

__all__ = ["focus"]

_SCRIPT = """
export default function (component) {
  const key = component.data.key;
  const place = document.querySelector(".st-key-" + CSS.escape(key));
  const field = place && place.querySelector("input, textarea");
  if (field) field.focus();
}
"""


def focus(key: str, once: str) -> None:
    """Focus the text field with this widget key; again only when `once` changes."""
    component = st.components.v2.component("workbench_focus", js=_SCRIPT)
    component(data={"key": key, "once": once}, key=f"focus-{key}-{once}", height=1)
