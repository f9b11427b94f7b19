"""All Streamlit, and nothing but: the screens ask, show and save; what is right or wrong the rooms know.

`main.py` is the script Streamlit runs at every touch; it sets up the page and shows one of the screens:
`home`, `wizard`, `counts`, `card_check`, … A wizard step is one file in `steps/`:

    TITLE = N_("Ảnh sản phẩm")          the step's name
    ORDER = 2                           its place
    def done(data) -> bool              may the thin line of ticks show it as done? (data holds the draft's "state" too)
    def ask(draft: OpenDraft) -> None   draw the fields; each saves itself

A screen a team member chooses at home is one file here; dropped in, it has its button and its address:

    WAY = N_("Số liệu")                 the words on its button
    ORDER = 20                          its place among the buttons
    def show() -> None                  draw it; begins with `parts.page(title)`, ends with `parts.home_button()`

What keeps a visit safe, measured on Streamlit 1.67:

- the draft is a row in the store and its id is in the address; a widget is given `value=` from the draft and its
  *return value* is saved when it changed (`parts.text`, `parts.number`, …); never `on_change`, `st.form`, or
  writing `st.session_state[widget_key]`;
- a button is `if st.button(...)`, never `on_click=`;
- keys hold hex and field names only, never text a person typed;
- a vendor's words are shown with `parts.plain`, `st.text` or `st.code`, never as Markdown;
- an OnboardingError is shown with `parts.refused` beside its field; what was typed stays.
"""
