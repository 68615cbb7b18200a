"""The desk in the browser; the only place that knows Streamlit."""
