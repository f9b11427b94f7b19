export default function ({ data, parentElement, setTriggerValue }) {
  const row = parentElement.querySelector("#row")
  row.setAttribute("aria-label", data.label)
  const drawn = JSON.stringify([data.photos, data.chosen])
  if (row.dataset.drawn === drawn) return
  row.dataset.drawn = drawn
  row.replaceChildren(...data.photos.map(photo => {
    const item = document.createElement("li"), button = document.createElement("button")
    const image = document.createElement("img"), words = document.createElement("span")
    image.src = photo.src; image.alt = ""; words.textContent = photo.name; words.className = photo.look ? "look" : ""
    button.type = "button"; button.setAttribute("aria-pressed", photo.id === data.chosen)
    button.append(image, words); button.onclick = () => setTriggerValue("pick", photo.id)
    item.append(button)
    return item
  }))
}
