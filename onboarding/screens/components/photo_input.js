const queues = new Map()
const token = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8)
const huge = async file => {          // a PNG's own header: never decode a bomb on the phone
  const head = new DataView(await file.slice(0, 24).arrayBuffer())
  return head.byteLength === 24 && head.getUint32(0) === 0x89504e47 && head.getUint32(16) * head.getUint32(20) > 6.4e7
}
async function smaller(file, most) {
  try {
    if (await huge(file)) return file
    const bitmap = await createImageBitmap(file, {imageOrientation: "from-image"})
    const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement("canvas")
    canvas.width = Math.round(bitmap.width * scale); canvas.height = Math.round(bitmap.height * scale)
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    bitmap.close()
    const made = await new Promise(ok => canvas.toBlob(ok, "image/jpeg", 0.92))
    if (made) return made
  } catch (wrong) { /* not a picture this browser knows: Python looks at it */ }
  return file
}
const base64 = blob => new Promise((ok, no) => { const reader = new FileReader()
  reader.onload = () => ok(String(reader.result).split(",", 2)[1] ?? ""); reader.onerror = () => no(reader.error)
  reader.readAsDataURL(blob) })
export default function ({ data, parentElement, setTriggerValue }) {
  const $ = name => parentElement.querySelector(name)
  const known = queues.get(data.key)
  const queue = known ?? {waiting: [], sent: 0, all: 0, trouble: ""}
  queues.set(data.key, queue)
  queue.give = setTriggerValue
  if (!$("#take").textContent && !queue.waiting.length) queue.sent = queue.all = 0      // drawn anew: old news is gone
  $("#take").textContent = data.take; $("#choose").textContent = data.choose; $("#pick").multiple = data.many
  const say = words => { $("#say").textContent = words }
  const send = () => { if (queue.waiting.length) queue.give("photo", queue.waiting[0]) }
  const wake = () => { if (queue.waiting.length && !queue.timer) { send(); queue.timer = setInterval(send, 5000) } }
  const rest = () => { clearInterval(queue.timer); queue.timer = null }
  const progress = () => say([queue.sent < queue.all
    ? data.sending.replace("{n}", queue.sent + 1).replace("{all}", queue.all) : queue.all ? data.done : "",
    queue.trouble].join(" ").trim())
  if (queue.waiting.length && data.got === queue.waiting[0].id) {
    waiting.drop(queue.waiting.shift().id); queue.sent += 1
    if (queue.waiting.length) send(); else rest()
  }
  progress()
  wake()
  if (!known) waiting.of(data.keep).then(left => {
    queue.waiting.push(...left); queue.all += left.length; progress(); wake()
  })
  const add = async files => {
    if (queue.sent === queue.all) { queue.sent = queue.all = 0; queue.trouble = ""; queue.batch = token() }
    queue.all += files.length; progress()
    for (const file of files) {
      const blob = await smaller(file, data.most)
      const b64 = blob.size > data.limit ? null : await base64(blob).catch(() => null)
      if (b64 === null) {
        queue.all -= 1; queue.trouble = blob.size > data.limit ? data.heavy : data.unread; progress(); continue
      }
      const shot = {id: token(), batch: queue.batch, name: files.length > 1 ? file.name : "", b64}
      waiting.keep(data.keep, shot)
      queue.waiting.push(shot)
      wake()
    }
  }
  const picked = event => { const files = [...event.target.files]; event.target.value = ""; add(files) }
  $("#cam").onchange = picked; $("#pick").onchange = picked
  const drop = $("#drop")
  const cameraOff = webcam($, data, words => { queue.trouble = words; progress() }, add)
  drop.ondragover = event => { event.preventDefault(); drop.classList.add("over") }
  drop.ondragleave = () => drop.classList.remove("over")
  drop.ondrop = event => { event.preventDefault(); drop.classList.remove("over"); add([...event.dataTransfer.files]) }
  if (!queue.woken) {
    queue.woken = true
    document.addEventListener("visibilitychange", () => { if (!document.hidden && queue.timer) send() })
  }
  return () => { rest(); cameraOff() }    // another screen: what waits here is sent when this one is back
}
