"""One file for each page, run by Streamlit; what several pages need stands beside this folder."""
