// What waits in the page to be sent outlives the page: closed, refreshed, or put to sleep by the phone.
//
// Kept in the browser's own database (IndexedDB) on this device, under the visit it belongs to, until Python says it has
// the photo; a day later at the most it is gone. Where a browser keeps nothing, a photo waits in the open page alone.
const DAY = 864e5
const waiting = {
  opened: null,
  open() {
    return this.opened ??= new Promise((ok, no) => {
      const asked = indexedDB.open("kit-photos", 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", {keyPath: "id"})
      asked.onsuccess = () => ok(asked.result); asked.onerror = () => no(asked.error)
    })
  },
  async ask(mode, how) {
    try {
      const asked = how((await this.open()).transaction("waiting", mode).objectStore("waiting"))
      return await new Promise((ok, no) => { asked.onsuccess = () => ok(asked.result); asked.onerror = no })
    } catch (nowhere) { return null }
  },
  keep(visit, shot) { return visit && this.ask("readwrite", all => all.put({...shot, visit, at: Date.now()})) },
  drop(id) { return this.ask("readwrite", all => all.delete(id)) },
  async of(visit) {
    const all = visit ? await this.ask("readonly", all => all.getAll()) ?? [] : []
    all.filter(one => Date.now() - one.at > DAY).forEach(one => this.drop(one.id))
    return all.filter(one => one.visit === visit && Date.now() - one.at <= DAY).sort((a, b) => a.at - b.at)
  },
}
