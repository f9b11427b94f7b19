const waiting = new Map()
export default function ({ data, key, parentElement, setTriggerValue }) {
  const image = parentElement.querySelector("#photo"), ink = parentElement.querySelector("#ink")
  if (image.getAttribute("src") !== data.src) image.src = data.src
  image.alt = ""; ink.setAttribute("aria-label", data.label)
  const known = new Set(data.strokes.map(stroke => stroke.id))
  const queue = (waiting.get(key) ?? []).filter(stroke => !known.has(stroke.id)); waiting.set(key, queue)
  let now = null, box = data.box && [...data.box]
  const brush = () => Math.max(.02, Math.min(.06, 14 / ink.clientWidth))
  const draw = () => {
    const pen = ink.getContext("2d"), w = ink.width = ink.clientWidth * devicePixelRatio
    const h = ink.height = ink.clientHeight * devicePixelRatio
    pen.lineCap = pen.lineJoin = "round"
    for (const stroke of [...data.strokes, ...queue, ...(now?.points ? [now] : [])]) {
      pen.strokeStyle = stroke.keep ? "rgba(11,107,79,.6)" : "rgba(163,33,26,.6)"
      pen.lineWidth = stroke.width * w; pen.beginPath()
      stroke.points.forEach(([x, y], n) => n ? pen.lineTo(x * w, y * h) : pen.moveTo(x * w, y * h))
      if (stroke.points.length === 1) pen.lineTo(stroke.points[0][0] * w + .1, stroke.points[0][1] * h)
      pen.stroke()
    }
    if (box) {
      pen.fillStyle = "rgba(29,27,22,.45)"; pen.fillRect(0, 0, w, h)
      pen.clearRect(box[0] * w, box[1] * h, box[2] * w, box[3] * h)
      pen.setLineDash([]); pen.lineWidth = 3 * devicePixelRatio; pen.strokeStyle = "#fff"
      pen.strokeRect(box[0] * w, box[1] * h, box[2] * w, box[3] * h)
      pen.setLineDash([8 * devicePixelRatio, 6 * devicePixelRatio]); pen.strokeStyle = "#0b6b4f"
      pen.strokeRect(box[0] * w, box[1] * h, box[2] * w, box[3] * h)
    }
    if (data.spot) {
      pen.lineWidth = 3 * devicePixelRatio; pen.strokeStyle = "#0b6b4f"; pen.beginPath()
      pen.arc(data.spot[0] * w, data.spot[1] * h, 12 * devicePixelRatio, 0, 7); pen.stroke()
    }
  }
  const at = event => {
    const place = ink.getBoundingClientRect(), part = n => Math.max(0, Math.min(1, n))
    return [part((event.clientX - place.left) / place.width), part((event.clientY - place.top) / place.height)]
  }
  const boxed = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])]
  const send = () => {
    if (data.tool === "box") { if (box && box[2] > .03 && box[3] > .03) setTriggerValue("drawn", {box}) }
    else if (queue.length) setTriggerValue("drawn", {strokes: queue})
  }
  const fingers = new Map()                      // two fingers move the page, one draws
  const scroller = () => {
    for (let node = parentElement; node; node = node.parentElement ?? node.getRootNode()?.host) {
      const over = node.scrollHeight > node.clientHeight + 4 && getComputedStyle(node).overflowY
      if (over === "auto" || over === "scroll") return node
    }
    return document.scrollingElement
  }
  ink.onpointerdown = event => {
    event.preventDefault(); ink.setPointerCapture(event.pointerId)
    fingers.set(event.pointerId, event.clientY)
    if (fingers.size > 1) { now = null; box = data.box && [...data.box]; draw(); return }
    const place = at(event)
    if (data.tool === "box") { now = {from: place}; box = null }
    else if (data.tool === "white") { setTriggerValue("drawn", {spot: place}); return }
    else now = {id: Date.now().toString(36) + Math.random().toString(36).slice(2, 8),
      keep: data.tool === "keep", width: brush(), points: [place]}
    draw()
  }
  ink.onpointermove = event => {
    if (fingers.size > 1 && fingers.has(event.pointerId)) {
      scroller().scrollTop -= (event.clientY - fingers.get(event.pointerId)) / fingers.size
      fingers.set(event.pointerId, event.clientY)
    }
    if (!now) return
    const place = at(event)
    if (now.from) box = boxed(now.from, place)
    else {
      const last = now.points[now.points.length - 1]
      const far = Math.hypot(place[0] - last[0], place[1] - last[1]) > .004
      if (far && now.points.length < data.most) now.points.push(place)
    }
    draw()
  }
  const end = event => {
    fingers.delete(event.pointerId)
    if (!now) return
    if (now.points) queue.push(now)
    now = null; draw(); send()
  }
  ink.onpointerup = end; ink.onpointercancel = end
  ink.onkeydown = event => {
    const step = {ArrowLeft: [-.02, 0], ArrowRight: [.02, 0], ArrowUp: [0, -.02], ArrowDown: [0, .02]}[event.key]
    if (data.tool !== "box" || (!step && event.key !== "Enter")) return
    event.preventDefault()
    if (event.key === "Enter") { send(); return }
    box ??= [.2, .2, .6, .6]
    const first = event.shiftKey ? 2 : 0
    box[first] = Math.max(.04, Math.min(1 - (first ? box[0] : box[2]), box[first] + step[0]))
    box[first + 1] = Math.max(.04, Math.min(1 - (first ? box[1] : box[3]), box[first + 1] + step[1]))
    draw()
  }
  image.onload = draw
  const watch = new ResizeObserver(draw); watch.observe(ink)
  if (queue.length) send()
  return () => watch.disconnect()
}
