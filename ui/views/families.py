"""Families: what each kind of claim means, what is known, and a witness of one's own put to the checker."""

from __future__ import annotations

import inspect
import json

import streamlit as st

from problems.errors import InputError, WorkbenchError
from problems.family import family_names, get_family
from problems.known import known_values
from ui.guard import shown
from ui.read import catalogue
from ui.render.families import asked_by, example_text, known_progress, verdict_on
from ui.render.picture import picture
from ui.render.tables import known_frame
from ui.render.text import how_to_read, mathematics, plain, sentence
from ui.session import given, settings
from ui.witness_trial import candidate_of, judged
from verification.bare_formats import FORMATS

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Families")
    how_to_read("families")
    names = family_names()
    if given("name", "family") not in ("", *names):
        raise InputError(f"no family {given('name', 'family')!r}: choose one of the list")
    name = st.selectbox("Family", names, key="name", bind="query-params")
    family = get_family(name)
    st.caption(plain(family.title))
    params, witness = family.examples()[0]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**An example.** " + mathematics(family.statement(family.parse_params(params))))
        with st.expander("Definition"):
            st.text(inspect.cleandoc(inspect.getmodule(type(family)).__doc__ or ""))
        asked_by(catalogue(settings()), name)
    with right:
        picture({"family": name, "params": params}, {"witness": witness})
    st.subheader("How far it is known")
    known = known_values().get(name, ())
    known_progress(known)
    if known:
        with st.expander("All known values with their sources"):
            st.dataframe(known_frame(known), hide_index=True, alt="Known values")
    st.subheader("Try a witness")
    with st.form("trial", border=True):
        key, label = f"params-{name}", "Parameters: NAME=VALUE, blanks between"
        given_params = st.text_input(label, value=example_text(params), key=key, max_chars=2000)
        form = st.selectbox("Format", ["seen from the text", *FORMATS], key="format")
        hint = json.dumps(dict(witness))[:300]
        text = st.text_area("Witness", key=f"witness-{name}", height=140, max_chars=500_000, placeholder=hint)
        sent = st.form_submit_button("Check it", type="primary", icon=":material/gavel:")
    if sent:
        try:
            candidate = candidate_of(name, given_params, text, "" if form == "seen from the text" else form)
            with st.spinner("The checker looks at it …"):
                report = judged(settings(), candidate)
        except WorkbenchError as error:
            sentence(str(error), "warning")
        else:
            verdict_on(report)
            picture(candidate.claim.model_dump(mode="json"), candidate.dump()["payload"])
