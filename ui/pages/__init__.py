"""The pages of the triage desk, one file each; `ui/app.py` puts them together."""
