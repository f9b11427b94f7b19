// Puts the kit's words in the place of Streamlit's own as they appear; goes on when the server is gone.
function streamlitStrings({ data: { lang, strings } }) {
  if (window.kitStrings?.lang === lang) return
  const alike = strings.alike.map(([pattern, words]) => [new RegExp(pattern), words])
  const translated = text => {
    const sentence = text.trim(), [word, ...rest] = sentence.split(": ")
    if (Object.hasOwn(strings.whole, sentence)) return strings.whole[sentence]
    if (rest.length && Object.hasOwn(strings.whole, word)) return [strings.whole[word], ...rest].join(": ")
    return alike.find(([pattern]) => pattern.test(sentence))?.[1]
  }
  const places = ":is([role=dialog], [role=listbox], .stFileUploader) *, a[href^='#']"
  const translate = () => {
    for (const element of document.querySelectorAll("[aria-label]")) {
      const words = translated(element.ariaLabel)
      if (words) element.ariaLabel = words
    }
    for (const element of document.querySelectorAll(places)) {
      const words = !element.childElementCount && translated(element.textContent)
      if (words) element.childNodes.forEach((node, at) => { node.nodeValue = at ? "" : words })
    }
  }
  document.documentElement.style.setProperty("--kit-lost", JSON.stringify(strings.lost))
  let due
  const soon = () => { due ??= requestAnimationFrame(() => { due = undefined; translate() }) }
  window.kitStrings?.observer.disconnect()
  const observer = new MutationObserver(soon)
  window.kitStrings = { lang, observer }
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] })
  translate()
}
