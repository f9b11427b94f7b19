export default function ({ data, parentElement, setTriggerValue }) {
  drawButtons(parentElement, data, key => setTriggerValue("press", key))
}
