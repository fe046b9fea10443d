"""Open dialogue: questions and ideas about the figures, reports of problems, who supports what, and what became of it.

Kept in a database of its own (`keep`), never in the accounts store. What keeps and asks knows no Streamlit.
"""
