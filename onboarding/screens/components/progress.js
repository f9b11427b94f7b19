// The steps of a visit as ticks under the title; each opens its step.
function progress({ data, parentElement, setTriggerValue }) {
  drawButtons(parentElement, { items: data.ticks, look: "ticks", label: data.progress }, key => setTriggerValue("go", key))
}
