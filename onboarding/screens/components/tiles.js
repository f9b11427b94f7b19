export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("#tiles")
  list.setAttribute("aria-label", data.label)
  const drawn = JSON.stringify(data.tiles)
  if (list.dataset.drawn === drawn) return
  list.dataset.drawn = drawn
  list.replaceChildren(...data.tiles.map(tile => {
    const item = document.createElement("li"), button = document.createElement("button")
    const number = document.createElement("b"), name = document.createElement("span")
    number.textContent = tile.n; name.textContent = tile.name
    button.type = "button"; button.style.setProperty("--share", `${tile.share}%`)
    button.append(number, " ", name); button.onclick = () => setTriggerValue("pick", tile.code)
    item.append(button)
    return item
  }))
}
