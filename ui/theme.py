"""The look of the triage desk: one quiet theme, light and dark, as flags of Streamlit's command line.

Flags, so that no file is written into anybody's folder.
"""

from __future__ import annotations

from typing import Any

__all__ = ["FLAGS", "STYLE", "icon"]

_LIGHT = {
    "primaryColor": "#1f5fa8",
    "codeTextColor": "#0b5d4b",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f4f5f7",
    "textColor": "#1c2430",
    "linkColor": "#1f5fa8",
    "borderColor": "#d5dae1",
}
_DARK = {
    "primaryColor": "#2f6fb8",
    "codeTextColor": "#8fd6bf",
    "backgroundColor": "#14181f",
    "secondaryBackgroundColor": "#1d232c",
    "textColor": "#e4e8ee",
    "linkColor": "#9cc4f2",
    "borderColor": "#39424f",
}
_BOTH = {
    "baseRadius": "small",
    "baseFontSize": "15",
    "showWidgetBorder": "true",
}
_RUN = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "64",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    # After every run of a page Streamlit would look through all objects: a second with 100,000 candidates.
    "runner.postScriptGC": "false",
}

FLAGS: tuple[str, ...] = (
    *(f"--{name}={value}" for name, value in _RUN.items()),
    *(f"--theme.{name}={value}" for name, value in _BOTH.items()),
    *(f"--theme.light.{name}={value}" for name, value in _LIGHT.items()),
    *(f"--theme.dark.{name}={value}" for name, value in _DARK.items()),
)
"""Arguments of `streamlit run`."""

STYLE = """<style>
.stMainBlockContainer { padding-top: 3.5rem; padding-bottom: 3rem; }
.stMainBlockContainer h1 { font-size: 1.9rem; padding-top: 0; }
.stMainBlockContainer h3 { font-size: 1.25rem; }
button:focus-visible, a:focus-visible, input:focus-visible, textarea:focus-visible,
[role="tab"]:focus-visible, summary:focus-visible { outline: 3px solid #1f5fa8; outline-offset: 2px; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.8; }
.stImage img { background: #ffffff; border-radius: 4px; }
[class*="st-key-typed-"] [data-testid="stText"] { font: 0.85rem/1.5 monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; user-select: all; padding: 0.7rem; border-radius: 4px;
  background: color-mix(in srgb, currentColor 6%, transparent); }
@media (max-width: 480px) { .stMainBlockContainer { padding-left: 0.8rem; padding-right: 0.8rem; } }
</style>"""
"""Less room above the title, a focus that is seen, captions with enough contrast, white paper under pictures in the
dark."""


def icon() -> Any:
    """The picture on the browser's tab, drawn here: a named one would be fetched from a server of others."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (32, 32), "#1f5fa8")
    points = [(6, 24), (13, 8), (19, 20), (26, 6)]
    pen = ImageDraw.Draw(image)
    pen.line(points, fill="white", width=2)
    for x, y in points:
        pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill="white")
    return image
