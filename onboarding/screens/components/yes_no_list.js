// Questions with two answers each, drawn by one element. Touching the chosen answer again takes it back.
const SOON = 3000 // what was touched stands this long before the server's answer counts
const touched = new Map() // question → { value, at }

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const drawn = JSON.stringify([data.questions.map(([key, words]) => [key, words]), data.answers])
  if (parentElement.kitDrawn !== drawn) {
    parentElement.kitDrawn = drawn
    parentElement.replaceChildren(...data.questions.map(([key, words], at) => {
      const group = document.createElement("div"), text = document.createElement("p")
      group.className = "kit-yes-no"
      group.setAttribute("role", "radiogroup")
      text.id = `${data.name}_${at}`
      text.textContent = words
      group.setAttribute("aria-labelledby", text.id)
      group.append(text, ...data.answers.map(([value, label]) => {
        const button = document.createElement("button")
        Object.assign(button, { type: "button", textContent: label, kitAnswer: [key, value] })
        button.setAttribute("role", "radio")
        return button
      }))
      return group
    }))
  }
  const saved = new Map(data.questions.map(([key, , value]) => [key, value]))
  const standing = key => {
    const now = touched.get(data.name + key)
    return now && Date.now() - now.at < SOON ? now.value : saved.get(key)
  }
  const show = () => parentElement.querySelectorAll("button").forEach(button => {
    const [key, value] = button.kitAnswer
    button.setAttribute("aria-checked", standing(key) === value)
    button.onclick = () => {
      touched.set(data.name + key, { value: standing(key) === value ? null : value, at: Date.now() })
      const changed = [...saved.keys()].filter(one => standing(one) !== saved.get(one))
      setTriggerValue("answer", Object.fromEntries(changed.map(one => [one, standing(one)])))
      show()
    }
  })
  show()
}
