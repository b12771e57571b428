"""The pages of the triage desk, one file each; `ui/app.py` puts them together.

The folder is not called `pages`: Streamlit would run what lies in one by itself, without `ui/app.py` and its login.
"""
