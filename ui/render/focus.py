"""A few lines of our own script that put the cursor into a field, so that no mouse is needed."""

from __future__ import annotations

import streamlit as st

__all__ = ["focus"]

_SCRIPT = """
export default function (component) {
  const wanted = ".st-key-" + CSS.escape(component.data.key) + " :is(input, textarea)";
  const last = Date.now() + 5000;
  let waiting = 0;
  // What draws a text field may be fetched only now, and come later than this script.
  const look = () => {
    const field = document.querySelector(wanted);
    if (field) field.focus();
    else if (Date.now() < last) waiting = setTimeout(look, 50);
  };
  look();
  return () => clearTimeout(waiting);
}
"""


def focus(key: str, once: str) -> None:
    """Focus the text field with this widget key; again only when `once` changes."""
    component = st.components.v2.component("workbench_focus", js=_SCRIPT)
    component(data={"key": key, "once": once}, key=f"focus-{key}-{once}", height=1)
