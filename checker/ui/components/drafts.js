// Keeps what is typed, at once in this browser and a little later in the store, without touching the field.
const PAUSE = 700 // ms after the last key
const LONGEST_WAIT = 4000 // ms that somebody may type on before the store has it
const OLDEST = 30 * 24 * 3600 * 1000 // ms that a draft is kept in this browser
const PREFIX = "checker:draft:"

const layer = (window.checkerDrafts ??= { data: null, set: null, fields: new Map(), days: new Map(), asked: new Set(), timer: null, since: 0 })

const place = (user, claim) => PREFIX + JSON.stringify([user, claim])
const className = key => `st-key-${key.replace(/[^a-zA-Z0-9_-]/g, "-")}`

// A browser that keeps nothing, or has no room left, still has the store.
function read(at) {
  try {
    return JSON.parse(localStorage.getItem(at)) ?? {}
  } catch {
    return {}
  }
}

function write(at, drafts) {
  try {
    if (Object.keys(drafts).length) localStorage.setItem(at, JSON.stringify(drafts))
    else localStorage.removeItem(at)
  } catch (error) {
    console.info("This browser keeps no drafts.", error)
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function fingerprint(words) {
  let crc = 0xffffffff
  for (const byte of new TextEncoder().encode(words)) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0")
}

function fieldOf(target) {
  for (let each = target; each instanceof Element; each = each.parentElement) {
    for (const name of each.classList) if (layer.fields.has(name)) return layer.fields.get(name)
  }
  return null
}

function onInput(event) {
  const { data } = layer
  const target = event.composedPath()[0]
  const field = data && fieldOf(target)
  if (field && typeof target.value === "string") keep(data, field, target.value)
}

function keep(data, field, words) {
  if (words.length > data.longest) return
  const at = place(data.user, data.claim)
  const drafts = read(at)
  drafts[field.name] = { words, over: drafts[field.name]?.over ?? field.over, at: Date.now() }
  write(at, drafts)
  later()
}

// A day that is picked in a calendar is put into its field without a word of it.
function lookAtDays() {
  const { data } = layer
  for (const [key, field] of data ? layer.fields : []) {
    const shown = field.day && document.querySelector(`.${key} input`)
    if (!shown) continue
    const before = layer.days.get(key)
    layer.days.set(key, shown.value)
    if (before !== undefined && before !== shown.value) keep(data, field, shown.value)
  }
}

function later() {
  const now = Date.now()
  clearTimeout(layer.timer)
  layer.since ||= now
  layer.timer = setTimeout(() => send(layer.data), Math.max(0, Math.min(PAUSE, layer.since + LONGEST_WAIT - now)))
}

function send(data) {
  clearTimeout(layer.timer)
  layer.timer = null
  layer.since = 0
  const told = data && message(data)
  if (told) layer.set("typed", told)
}

function message({ user, claim }) {
  const now = Date.now() // clocks differ: what is told is how long ago something was typed
  const drafts = Object.entries(read(place(user, claim)))
  if (!drafts.length) return null
  const fields = drafts.map(([name, { words, over, at }]) => [name, { words, over, age: Math.max(0, now - at) }])
  return { user, claim, fields: Object.fromEntries(fields) }
}

function settle({ user, settled }) {
  // What has been saved or given up in just these words is no draft any more.
  for (const [claim, saved] of Object.entries(settled)) {
    const at = place(user, claim)
    const drafts = read(at)
    const gone = Object.keys(drafts).filter(name => saved[name]?.includes(fingerprint(drafts[name].words)))
    for (const name of gone) delete drafts[name]
    if (gone.length) write(at, drafts)
  }
}

function rebase({ user, claim, fields }) {
  // What is typed on after saving stands over what was saved.
  const at = place(user, claim)
  const drafts = read(at)
  const moved = Object.values(fields).filter(({ name, over, was }) => drafts[name] && was.includes(drafts[name].over) && over !== drafts[name].over)
  for (const { name, over } of moved) drafts[name].over = over
  if (moved.length) write(at, drafts)
}

const offered = ({ session, user, claim }) => JSON.stringify([session, user, claim])

function offer(data) {
  // Once for each claim and session: after a reload, after another page, and after the server was away.
  const asked = offered(data)
  if (layer.asked.has(asked)) return
  layer.asked.add(asked)
  const told = message(data)
  if (told) layer.set("found", told)
}

function sweep() {
  try {
    for (const at of Object.keys(localStorage)) {
      if (!at.startsWith(PREFIX)) continue
      const times = Object.values(read(at)).map(each => each.at)
      if (!(Math.max(...times) > Date.now() - OLDEST)) localStorage.removeItem(at)
    }
  } catch (error) {
    console.info("This browser keeps no drafts.", error)
  }
}

const isElsewhere = (before, data) =>
  before.claim !== data.claim || before.user !== data.user || Object.keys(before.fields).join() !== Object.keys(data.fields).join()

export default function ({ data, setTriggerValue }) {
  const before = layer.data
  const mine = (layer.owner = {}) // one that newer data overtook is told to clean up after these came
  layer.set = setTriggerValue
  if (layer.timer && before && isElsewhere(before, data)) send(before)
  layer.data = data
  layer.fields = new Map(Object.entries(data.fields).map(([key, field]) => [className(key), field]))
  settle(data)
  rebase(data)
  offer(data)
  if (!layer.listening) {
    layer.listening = true
    document.addEventListener("input", onInput, true)
    for (const event of ["focusin", "click", "keyup"]) document.addEventListener(event, () => setTimeout(lookAtDays), true)
    addEventListener("pagehide", lookAtDays)
    sweep()
  }
  return () => {
    if (layer.owner !== mine) return
    if (layer.timer) send(layer.data)
    layer.asked.delete(offered(layer.data)) // a page that goes may not be heard any more
    layer.data = null
  }
}
