// A second tap at the same spot within QUICK milliseconds, or while the first is not answered yet, does nothing: the
// page may have moved under the finger, and what is there now is not what was aimed at. Text fields, number steppers
// and the kit's own components (in a shadow root) take quick taps as they come.
function doubleTaps() {
  if (window.kitTaps) return
  const QUICK = 350, NEAR = 24, LONGEST = 20000
  const OWN = "input:not([type=checkbox], [type=radio]), textarea, [contenteditable], .stNumberInput button"
  const taps = window.kitTaps = { at: 0, x: 0, y: 0, title: "", unanswered: false }
  const title = () => document.querySelector("h1")?.textContent
  let repeated = false
  const busy = () =>
    taps.unanswered || document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning"
  const ask = async () => { // Streamlit shows nothing of a tap the server has not taken up yet
    if (taps.unanswered) return
    taps.unanswered = true
    const answer = () => fetch("/_stcore/health", { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
    while (!(await answer())) await new Promise(done => setTimeout(done, 1000))
    taps.unanswered = false
  }
  const quick = event => event.composedPath()[0] !== event.target || event.target.closest?.(OWN)
  const stop = event => {
    if (!repeated || quick(event)) return
    event.stopImmediatePropagation()
    event.preventDefault()
  }
  document.addEventListener("pointerdown", event => {
    // when the finger touched, not when a busy page came round to it
    const now = event.timeStamp, passed = now - taps.at
    const same = Math.hypot(event.clientX - taps.x, event.clientY - taps.y) < NEAR
    repeated = same && (passed < QUICK || (passed < LONGEST && title() === taps.title && busy()))
    if (!repeated) {
      Object.assign(taps, { at: now, x: event.clientX, y: event.clientY, title: title() })
      ask()
    }
    stop(event)
  }, true)
  for (const kind of ["pointerup", "mousedown", "mouseup", "click"]) document.addEventListener(kind, stop, true)
  document.addEventListener("keydown", () => { repeated = false }, true)
}
