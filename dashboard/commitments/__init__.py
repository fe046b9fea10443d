"""What governments have promised, and what became of it: read from the YAML files of `data/commitments`.

An analyst edits those files (`docs/commitments.md`). The accounts store knows nothing of them. No Streamlit in it.
"""
