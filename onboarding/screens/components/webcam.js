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
