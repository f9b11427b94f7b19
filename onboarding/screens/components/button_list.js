export default function ({ data: [data], parentElement, setTriggerValue }) {
  drawButtons(parentElement, data, key => setTriggerValue("press", key))
}
