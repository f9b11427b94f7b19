const files = new Map()
export default function ({ data, key, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.words
  if (files.get(key)?.from !== data.pdf) {
    URL.revokeObjectURL(files.get(key)?.url)
    const file = {from: data.pdf}
    files.set(key, file)
    fetch(data.pdf).then(came => came.ok ? came.blob() : Promise.reject(came.status)).then(blob => {
      file.url = URL.createObjectURL(new File([blob], data.name, {type: "application/pdf"}))
    }).catch(() => {})
  }
  button.onclick = () => window.open(files.get(key).url ?? data.pdf, "_blank")
}
