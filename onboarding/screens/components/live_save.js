// Posts what stands in a text field two seconds after the last key, when it is left, and when the page is hidden.
// Keeps trying while the server or the network is away, and says so; says "saved" when nothing waits any more.
function startLiveSave() {
  const AFTER = 2000, SLOW = 2000, RETRY = 2000
  const page = { token: "", words: {}, rerun: () => {} }
  const waiting = new Map() // widget key → { value, due, refused }
  let posting = false, timer, busySince = 0, late = false, savedAt = -Infinity

  const note = document.createElement("div")
  note.id = "kit-saved"
  note.setAttribute("role", "status")
  document.body.append(note)
  const say = () => {
    const busy = busySince && Date.now() - busySince > 1500
    const kind = late ? "waiting" : busy ? "busy" : Date.now() - savedAt < 4000 && !waiting.size ? "saved" : ""
    if (note.dataset.kind === kind) return
    note.dataset.kind = kind
    note.textContent = page.words[kind] ?? ""
  }

  const post = async (key, text, keepalive) => {
    const answer = await fetch("/typed", {
      method: "POST", keepalive, headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: page.token, key, value: text.value }),
    })
    if (answer.ok) {
      if (waiting.get(key) === text) waiting.delete(key)
      savedAt = Date.now()
    } else if (answer.status === 410 && (text.refused = (text.refused ?? 0) + 1) < 30) {
      if (text.refused % 3 === 1) page.rerun() // another session, as after a restart: the next run brings its token
      throw new Error("another session")
    } else if (answer.status < 500) waiting.delete(key) // the field is no longer there
    else throw new Error(String(answer.status))
  }

  const flush = async keepalive => {
    if (posting && !keepalive) return
    posting = true
    const slow = setTimeout(() => { late = true; say() }, SLOW)
    try {
      for (const [key, text] of [...waiting]) if (keepalive || text.due <= Date.now()) await post(key, text, keepalive)
      late = false
    } catch {
      late = true
      for (const text of waiting.values()) text.due = Math.max(text.due, Date.now() + RETRY)
    } finally {
      clearTimeout(slow)
      posting = false
      say()
      schedule()
    }
  }
  const schedule = () => {
    clearTimeout(timer)
    if (!waiting.size) return
    const due = Math.min(...[...waiting.values()].map(text => text.due))
    timer = setTimeout(() => flush(false), Math.max(0, due - Date.now()))
  }

  const typed = (event, after) => {
    const field = event.target
    if (!field.matches?.("input, textarea") || field.type === "checkbox" || field.type === "radio") return
    const key = field.closest("[class*='st-key-w_']")?.className.match(/st-key-(w_\S+)/)?.[1]
    if (!key || (after === 0 && !waiting.has(key))) return
    waiting.set(key, { value: field.value, due: Date.now() + after })
    say()
    schedule()
  }
  document.addEventListener("input", event => typed(event, AFTER), true)
  document.addEventListener("focusout", event => typed(event, 0), true)
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting.size) flush(true) })
  addEventListener("pagehide", () => { if (waiting.size) flush(true) })

  setInterval(() => { // a script that runs long, or a server that has not answered since a tap
    const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState
    const busy = (state && state !== "notRunning") || window.kitTaps?.unanswered
    busySince = busy ? busySince || Date.now() : 0
    say()
  }, 400)
  return page
}

function liveSave({ data, setTriggerValue }) {
  window.kitTyping ??= startLiveSave()
  Object.assign(window.kitTyping, data.typing, { rerun: () => setTriggerValue("again", Date.now()) })
}
