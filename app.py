"""
The entry of `streamlit run app.py`: the app with its security headers and its own routes.

Never here: a page, a query or a rule.
"""

import streamlit as st

from checker.ui.server import MAIN, ROUTES, middleware, opened

app = st.App(MAIN, lifespan=opened, middleware=middleware(), routes=ROUTES)
