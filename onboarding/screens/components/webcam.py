"""The laptop's own camera inside the photo button: what it sees, one press, and it is off again.

A browser gives its camera only to pages of this very machine (localhost) or over https; on a phone the camera app is
better. So the button shows where both hold: a secure page, and a mouse or touchpad. Nothing is recorded or sent but
the one picture that was taken.
"""

from ..words import _

HTML = """
<div id="look" hidden>
  <video id="live" autoplay muted playsinline></video>
  <div class="row"><button class="b first" id="snap" type="button"></button>
    <button class="b" id="stop" type="button"></button></div>
</div>
"""
CSS = """
[hidden]{display:none!important}
video{display:block;width:100%;aspect-ratio:4/3;max-height:52vh;object-fit:contain;background:#1d1b16;
  border-radius:.8rem;margin-bottom:.75rem}
#snap:disabled{opacity:.55;cursor:default}
"""
JS = """
const webcam = ($, data, refuse, add) => {
  const fits = isSecureContext && navigator.mediaDevices?.getUserMedia && matchMedia("(pointer: fine)").matches
  $("#phone").hidden = fits; $("#web").hidden = !fits
  $("#web").textContent = data.web; $("#snap").textContent = data.snap; $("#stop").textContent = data.stop
  const live = $("#live")
  live.setAttribute("aria-label", data.live)
  const off = stream => stream?.getTracks().forEach(track => track.stop())
  const close = () => {
    off(live.srcObject); live.srcObject = null
    $("#look").hidden = true; $("#drop").hidden = false
  }
  const why = wrong => ({NotAllowedError: data.denied, SecurityError: data.denied, NotFoundError: data.none,
    OverconstrainedError: data.none})[wrong.name] ?? data.busy
  $("#web").onclick = async () => {
    $("#look").hidden = false; $("#drop").hidden = true; $("#snap").disabled = true; $("#stop").focus(); refuse("")
    try {
      const size = {width: {ideal: 1920}, height: {ideal: 1440}}
      const stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: {ideal: "environment"}, ...size}})
      if ($("#look").hidden || !live.isConnected) { off(stream); return }
      off(live.srcObject); live.srcObject = stream
      stream.getVideoTracks()[0].onended = () => { if (live.srcObject === stream) { close(); refuse(data.busy) } }
    } catch (wrong) { if (!$("#look").hidden) { close(); refuse(why(wrong)) } }
  }
  live.onplaying = () => { $("#snap").disabled = false; $("#snap").focus() }
  $("#snap").onclick = async () => {
    const canvas = document.createElement("canvas")
    canvas.width = live.videoWidth; canvas.height = live.videoHeight
    canvas.getContext("2d").drawImage(live, 0, 0)
    close(); $("#web").focus()
    add([await new Promise(ok => canvas.toBlob(ok, "image/png"))])
  }
  $("#stop").onclick = () => { close(); $("#web").focus() }
  $("#look").onkeydown = event => { if (event.key === "Escape") $("#stop").onclick() }
  return close
}
"""


def words() -> dict[str, str]:
    """What stands on its buttons, and what is said when there is no camera to be had."""
    return {
        "web": _("Dùng máy ảnh của máy tính"),
        "snap": _("Chụp"),
        "stop": _("Thôi"),
        "live": _("Máy ảnh đang nhìn thấy"),
        "none": _("Máy tính này chưa có máy ảnh. Hãy chọn ảnh có sẵn."),
        "busy": _("Máy ảnh đang bận ở chương trình khác. Hãy tắt chương trình đó rồi thử lại."),
        "denied": _("Trình duyệt chưa cho dùng máy ảnh. Hãy chạm vào biểu tượng máy ảnh ở thanh địa chỉ rồi cho phép."),
    }
