// What a browser does at a new page: language, scrolled to the top, focus on the title. The same title moves nothing.
let titleShown

function pageTitle({ data }) {
  const page = `${data.lang} ${data.title}`
  if (page === titleShown) return
  titleShown = page
  document.documentElement.lang = data.lang
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
  const title = document.querySelector("h1")
  if (!title) return
  title.tabIndex = -1
  title.focus({ preventScroll: true })
}
