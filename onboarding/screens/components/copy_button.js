const byHand = text => {
  const area = document.createElement("textarea")
  area.value = text; area.setAttribute("readonly", ""); area.style.cssText = "position:fixed;top:0;opacity:0"
  document.body.append(area); area.select(); area.setSelectionRange(0, text.length)
  const copied = document.execCommand("copy")
  area.remove()
  return copied
}
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button"), status = parentElement.querySelector("p")
  button.textContent = data.label
  button.onclick = async () => {
    let copied = false
    try { await navigator.clipboard.writeText(data.text); copied = true } catch (refused) { copied = byHand(data.text) }
    status.textContent = copied ? data.done : data.failed
    setTimeout(() => { status.textContent = "" }, 6000)
  }
}
