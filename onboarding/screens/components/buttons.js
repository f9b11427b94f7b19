// Buttons of one list, drawn by one element: each of Streamlit's own costs every rerun a message of its own.
// `items`: [key, label, class]. A button that stays keeps its place and the focus; `press` gets its key.
function drawButtons(parent, { items, look, label }, press) {
  let list = parent.querySelector(":scope > .kit-buttons")
  if (!list) {
    list = document.createElement("div")
    parent.append(list)
  }
  list.className = `kit-buttons ${look}`
  list.setAttribute("role", "group")
  list.setAttribute("aria-label", label)
  const known = new Map([...list.children].map(button => [button.dataset.key, button]))
  const drawn = items.map(([key, words, kind]) => {
    const button = known.get(key) ?? Object.assign(document.createElement("button"), { type: "button" })
    button.dataset.key = key
    button.className = kind
    if (look === "ticks") button.setAttribute("aria-label", words)
    else if (button.textContent !== words) button.textContent = words
    button.onclick = () => press(key)
    return button
  })
  if (drawn.some((button, at) => list.children[at] !== button) || drawn.length !== list.children.length) list.replaceChildren(...drawn)
}
