"""Families: what each kind of claim means, what is known, and a witness of one's own put to the checker."""

from __future__ import annotations

import inspect
import json

import streamlit as st

from problems.errors import InputError, WorkbenchError
from problems.family import family_names, get_family
from problems.known import known_values
from ui.guard import shown
from ui.pasted import ANY, Pasted, Tried, answered, from_address, into_address
from ui.read import catalogue
from ui.render.families import asked_by, example_text, known_progress, verdict_on
from ui.render.picture import picture
from ui.render.tables import known_frame
from ui.render.text import how_to_read, mathematics, plain, sentence
from ui.session import given, settings
from verification.bare_formats import FORMATS

__all__: list[str] = []


def _answer(tried: Tried) -> None:
    if tried.report is None or tried.candidate is None:
        sentence(tried.fault, "warning")
        return
    verdict_on(tried.report)
    picture(tried.candidate.claim.model_dump(mode="json"), tried.candidate.dump()["payload"])
    if tried.pasted.why_not:
        st.caption(plain(f"The address of this page does not hold what you pasted: {tried.pasted.why_not}."))


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
    tried: Tried | None = st.session_state.get("tried")
    if tried is not None and tried.pasted.family != name:
        del st.session_state["tried"]
        tried = None
        into_address(None)
    linked = None
    try:
        linked = from_address(name)
    except WorkbenchError as error:
        sentence(str(error), "warning")
    first = linked or Pasted(name, example_text(params), ANY, "")
    with st.form("trial", border=True):
        label = "Parameters: NAME=VALUE, blanks between"
        given_params = st.text_input(label, value=first.params, key=f"params-{name}", max_chars=2000)
        forms = [ANY, *FORMATS]
        form = st.selectbox("Format", forms, index=forms.index(first.form), key=f"format-{name}")
        hint, key = json.dumps(dict(witness))[:300], f"witness-{name}"
        text = st.text_area("Witness", value=first.text, key=key, height=140, max_chars=500_000, placeholder=hint)
        sent = st.form_submit_button("Check it", type="primary", icon=":material/gavel:")
    pasted = Pasted(name, given_params, form, text)
    if sent:
        into_address(pasted)
    if sent or pasted == linked or (tried is not None and pasted == tried.pasted):
        _answer(answered(settings(), pasted, again=sent))
