export default function ({ data, parentElement }) {
  const $ = name => parentElement.querySelector(name)
  const show = (image, url) => { if (image.getAttribute("src") !== url) image.src = url }
  show($("#before"), data.before); show($("#after"), data.after)
  $("#before").alt = data.words[0]; $("#after").alt = data.words[1]
  $("#b").textContent = data.words[0]; $("#a").textContent = data.words[1]
  const at = $("#at"); at.setAttribute("aria-label", data.words[2])
  at.oninput = () => $("figure").style.setProperty("--at", at.value + "%")
}
