"""The Streamlit pages; the only package that imports Streamlit. What is right or wrong, lower packages know.

`main.py` is the script Streamlit runs at every touch; it sets up the page and runs the one the address names.
A wizard step is one file in `steps/`:

    TITLE = N_("Ảnh sản phẩm")          the step's name
    ORDER = 2                           its place
    def done(data) -> bool              may the row of ticks show it as done? (data holds the visit's "state" too)
    def ask(visit: OpenVisit) -> None   draw the fields; each saves itself

A page with a button on the home page is one file here or in a folder of its subject; its name (of `page.py` its
folder's) is its address:

    TITLE = N_("Số liệu")               its title and the words on its button
    ORDER = 20                          its place among the buttons
    def show() -> None                  draw it; begins with `fields.page(title)`, ends with `fields.home_button()`

`components/` are browser components (Python beside .js and .css), `visit/` and `counts/` parts of larger pages,
`device/` and `exchange/` the pages of this computer and of counts on their way to the area.
What keeps a visit safe, measured on Streamlit 1.67:

- a visit is a row in the store and its id is in the address; a widget is given `value=` from the row and its
  *return value* is saved when it changed (`fields.text`, `fields.choice`, …); never `on_change`, `st.form`, or
  writing `st.session_state[widget_key]`; text is saved while it is typed (live_save.py);
- a button is `if st.button(...)`, never `on_click=`: a callback is skipped after a silent reconnect;
- keys hold whole ids and field names only, never text a person typed;
- a vendor's words are shown with `fields.plain`, `st.text` or `st.code`, never as Markdown;
- an OnboardingError is shown with `fields.refused` beside its field; what was typed stays.
"""
