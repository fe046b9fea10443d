"""The field's words in plain ones, to look up."""

import streamlit as st

from dashboard import page
from dashboard.views import words

here = page.begin()
st.title(here.say("Glossary"))
st.markdown(here.say("What the words of public accounts mean on these pages, in plain language."))
words.asked_for(here)
words.listed(here, words.filtered(here))
