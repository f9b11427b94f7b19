"""A photo to draw on with a finger, a mouse or the arrow keys: a box around the product, strokes, or one touch.

What is drawn waits in the page until Python has it, so that a stroke drawn while the last one is worked on is not
lost. Places travel as parts of the picture, 0 to 1, and are checked on the way in.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ..words import _
from .media_url import served

MOST_STROKES, MOST_POINTS = 60, 300

_HTML = """<figure><img id="photo"><canvas id="ink" tabindex="0" role="img"></canvas></figure>"""
_CSS = """
figure{position:relative;margin:0;line-height:0;border-radius:.6rem;overflow:hidden;
  border:1px solid var(--st-border-color)}
img{width:100%;display:block;-webkit-user-select:none;user-select:none}
canvas{position:absolute;inset:0;width:100%;height:100%;touch-action:none;cursor:crosshair}
canvas:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:-3px}
"""
_JS = """
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
  ink.onpointerdown = event => {
    event.preventDefault(); ink.setPointerCapture(event.pointerId)
    const place = at(event)
    if (data.tool === "box") { now = {from: place}; box = null }
    else if (data.tool === "white") { setTriggerValue("drawn", {spot: place}); return }
    else now = {id: Date.now().toString(36) + Math.random().toString(36).slice(2, 8),
      keep: data.tool === "keep", width: brush(), points: [place]}
    draw()
  }
  ink.onpointermove = event => {
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
  const end = () => {
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
"""
_component = st.components.v2.component("kit_hand", html=_HTML, css=_CSS, js=_JS)


def ask(
    photo: bytes,
    tool: str,
    *,
    key: str,
    box: Sequence[float] | None = None,
    strokes: Sequence[Mapping[str, Any]] = (),
    spot: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Draw the photo with what is on it already; answer what was drawn just now: `box`, `strokes` or `spot`, or {}.

    `tool` is box, keep, erase or white.
    """
    data = {
        "src": served(photo, "image/jpeg", f"{key}_photo"),
        "tool": tool,
        "box": list(box) if box and tool == "box" else None,
        "strokes": list(strokes) if tool in ("keep", "erase") else [],
        "spot": list(spot) if spot and tool == "white" else None,
        "most": MOST_POINTS,
        "label": _("Ảnh để vẽ lên"),
    }
    drawn = _component(key=key, data=data, on_drawn_change=lambda: None).drawn
    return read(drawn) if isinstance(drawn, dict) else {}


def read(drawn: Mapping[str, Any]) -> dict[str, Any]:
    """What a page sent, checked: anything that is not a box, strokes or a spot inside the picture is left out.

    >>> read({"box": [0.1, 0.2, 0.5, 0.5], "spot": [2, "x"], "strokes": "no"})
    {'box': [0.1, 0.2, 0.5, 0.5]}
    """
    found: dict[str, Any] = {}
    if (box := _parts(drawn.get("box"), 4)) and box[2] > 0 and box[3] > 0:
        found["box"] = box
    if spot := _parts(drawn.get("spot"), 2):
        found["spot"] = spot
    sent = drawn.get("strokes")
    strokes = [one for one in map(_stroke, sent[:MOST_STROKES]) if one] if isinstance(sent, list) else []
    return {**found, "strokes": strokes} if strokes else found


def _stroke(sent: object) -> dict[str, Any] | None:
    if not isinstance(sent, dict) or not isinstance(sent.get("points"), list):
        return None
    points = [place for place in (_parts(point, 2) for point in sent["points"][:MOST_POINTS]) if place]
    width = _parts([sent.get("width")], 1)
    if not points or not width or not isinstance(sent.get("id"), str):
        return None
    return {"id": sent["id"][:24], "keep": sent.get("keep") is True, "width": width[0], "points": points}


def _parts(sent: object, count: int) -> list[float] | None:
    """`count` numbers from 0 to 1, or None."""
    if not isinstance(sent, list) or len(sent) != count:
        return None
    whole = [part for part in sent if isinstance(part, int | float) and not isinstance(part, bool)]
    fit = len(whole) == count and all(math.isfinite(part) and 0 <= part <= 1 for part in whole)
    return [round(float(part), 5) for part in whole] if fit else None
