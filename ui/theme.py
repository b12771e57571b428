"""The look of the triage desk: one quiet theme, light and dark, as flags of Streamlit's command line.

Flags, so that no file is written into anybody's folder.
"""

from __future__ import annotations

__all__ = ["FLAGS"]

_LIGHT = {
    "primaryColor": "#1f5fa8",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f4f5f7",
    "textColor": "#1c2430",
    "linkColor": "#1f5fa8",
    "borderColor": "#d5dae1",
}
_DARK = {
    "primaryColor": "#7fb2ec",
    "backgroundColor": "#14181f",
    "secondaryBackgroundColor": "#1d232c",
    "textColor": "#e4e8ee",
    "linkColor": "#9cc4f2",
    "borderColor": "#39424f",
}
_BOTH = {
    "baseRadius": "small",
    "baseFontSize": "15",
    "headingFontSizes": "[1.7rem,1.3rem,1.1rem]",
    "headingFontWeights": "[600,600,600]",
    "showWidgetBorder": "true",
}
_RUN = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "64",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
}

FLAGS: tuple[str, ...] = (
    *(f"--{name}={value}" for name, value in _RUN.items()),
    *(f"--theme.{name}={value}" for name, value in _BOTH.items()),
    *(f"--theme.light.{name}={value}" for name, value in _LIGHT.items()),
    *(f"--theme.dark.{name}={value}" for name, value in _DARK.items()),
)
"""Arguments of `streamlit run`."""
