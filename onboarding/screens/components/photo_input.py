"""A photo button that survives the phone's camera and gallery dropping the page's connection.

Streamlit's own uploader asks for an address at the moment a file is chosen; on a phone the connection is down just
then, and the file is lost without a word (streamlit/streamlit#11419). This one keeps what was chosen in the page
(`waiting`: beyond it too), makes it smaller there, and sends one photo after the other until Python says it has it.
All its words are ours.
"""

import base64
import binascii
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import streamlit as st

from ...errors import OnboardingError
from ...languages import clean
from .. import fields
from ..words import _
from . import upload_queue, webcam

_HTML = f"""
<div class="row" id="drop">
  <label class="b first" id="phone"><span id="take"></span>
    <input id="cam" type="file" accept="image/*" capture="environment"></label>
  <button class="b first" id="web" type="button" hidden></button>
  <label class="b"><span id="choose"></span><input id="pick" type="file" accept="image/*,.heic,.heif" multiple></label>
</div>
{webcam.HTML}
<p id="say" role="status" aria-live="polite"></p>
"""
_CSS = """
.row{display:flex;flex-wrap:wrap;gap:.75rem;border-radius:.8rem}
.row.over{outline:3px dashed var(--st-primary-color);outline-offset:4px}
.b{flex:1 1 10rem;min-height:3.25rem;display:flex;align-items:center;justify-content:center;padding:.5rem 1rem;
  border:1px solid var(--st-border-color);border-radius:var(--st-button-radius,.8rem);cursor:pointer;font:inherit;
  font-weight:600;color:var(--st-text-color);background:var(--st-background-color);position:relative;text-align:center}
.b.first{background:var(--st-primary-color);color:#fff;border-color:var(--st-primary-color)}
.b:focus-within,.b:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
input{position:absolute;inset:0;opacity:0;width:100%;height:100%;cursor:pointer}
p{min-height:1.5em;margin:.5rem 0 0;font:inherit;color:var(--st-text-color)}
"""
_JS = """
const queues = new Map()
const token = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8)
const huge = async file => {          // a PNG's own header: never decode a bomb on her phone
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
"""
_component = st.components.v2.component(
    "kit_phonecam", html=_HTML, css=webcam.CSS + _CSS, js=upload_queue.JS + webcam.JS + _JS
)

Found = TypeVar("Found")
MOST_SIDE, LIMIT = 2400, 18_000_000


class Shot(NamedTuple):
    """A photo that arrived: its id for `got`, its bytes as sent, the choosing it belongs to, its name if of several."""

    id: str
    raw: bytes
    batch: str = ""
    name: str = ""


def ask(key: str, *, many: bool = True, refused: bool = False, keep: str = "") -> Shot | None:
    """Draw the two buttons; a newly arrived photo, once. Say `got` when it is kept or refused, then rerun.

    `keep`: the visit under which what waits outlives the page; "" for what must not. `refused`: some photo of this
    choosing could not be used; the reason is for the caller to say, beside the buttons.
    """
    words = {
        "take": _("Chụp ảnh"), "choose": _("Chọn ảnh có sẵn"), "sending": _("Đang gửi ảnh {n}/{all}…"),
        "done": _("Có ảnh không dùng được.") if refused else _("Đã nhận đủ ảnh."),
        "heavy": _("Ảnh nặng quá 18 MB. Hãy chọn ảnh khác."), "unread": _("Máy không mở được ảnh. Hãy chọn lại."),
    }  # fmt: skip
    had = st.session_state.get(f"{key}_got")
    limits = {"most": MOST_SIDE, "limit": LIMIT, "many": many}
    data = {**words, **webcam.words(), **limits, "key": key, "keep": keep, "got": had}
    sent = _component(key=key, data=data, on_photo_change=lambda: None).photo
    if not isinstance(sent, dict) or not isinstance(sent.get("id"), str) or not isinstance(sent.get("b64"), str):
        return None
    if sent["id"] == had or len(sent["b64"]) > LIMIT * 4 // 3 + 8:
        return None
    try:
        raw = base64.b64decode(sent["b64"], validate=True)
    except (binascii.Error, ValueError):
        return None
    return Shot(sent["id"][:40], raw, str(sent.get("batch", ""))[:40], clean(str(sent.get("name", "")), 60))


def got(key: str, shot: Shot) -> None:
    """Tell the page that this photo has arrived, so that it sends the next."""
    st.session_state[f"{key}_got"] = shot.id


def look(label: str, how: Callable[[bytes], Found], *, key: str) -> Found | None:
    """Photos to look at, not to keep: what `how` made of the last one; None before the first, or when it was refused.

    What an OnboardingError of `how` says stands beside the buttons. The answer stays in this session until `forget`.
    """
    st.markdown(label)
    kept = st.session_state.setdefault(f"{key}_look", {})
    shot = ask(key, many=False, refused="wrong" in kept)
    if shot is not None:
        kept.clear()
        kept["raw"] = shot.raw
        got(key, shot)
        st.rerun()
    if "raw" in kept:  # in a run of its own: the page knows by now that it need not send again
        with st.spinner(_("Đang xem ảnh…")):
            try:
                kept["found"] = how(kept["raw"])
            except OnboardingError as error:
                kept["wrong"] = error
            del kept["raw"]
        st.rerun()
    if "wrong" in kept:
        fields.refused(kept["wrong"])
    return cast(Found | None, kept.get("found"))


def forget(key: str) -> None:
    """Nothing was looked at."""
    st.session_state.pop(f"{key}_look", None)
