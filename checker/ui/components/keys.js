// Keys press buttons. A decision locks keys and buttons until the next claim is painted, so that nobody decides about a
// claim that they have not seen.
const LATEST = 15000 // ms after which the page is usable again even if nothing came back

const layer = (window.checkerKeys ??= { locked: false, token: null, data: null, lost: null, switching: false, next: null, first: null })

const holder = key => document.querySelector(`.st-key-${CSS.escape(key)}`)
// A slider or a box to tick takes no letters: keys go on deciding after one was moved.
const isSwitch = element => element?.tagName === "INPUT" && /^(range|radio|checkbox)$/.test(element.type)
const isField = element =>
  element?.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? "") && !isSwitch(element))
const subject = token => token?.slice(0, token.lastIndexOf("-"))
const hasDialog = () => document.querySelector('[role="dialog"][aria-modal="true"], [data-testid="stDialog"]') !== null

function stop(event) {
  event.stopImmediatePropagation()
  event.preventDefault()
}

function setLocked(locked) {
  layer.locked = locked
  document.documentElement.dataset.keys = locked ? "locked" : "ready"
  clearTimeout(layer.timer)
  if (locked) layer.timer = setTimeout(() => setLocked(false), LATEST)
}

function press(key, token = layer.token, tries = 40) {
  if (layer.token !== token) return
  const button = holder(key)?.querySelector("button")
  if (!button && tries) setTimeout(() => press(key, token, tries - 1), 25) // it is on its way
  else if (button && !button.disabled) button.click()
}

function onKey(event) {
  const { data } = layer
  if (!data || hasDialog()) return
  const target = event.composedPath()[0]
  const key = event.key.toLowerCase()
  const combo = event.ctrlKey || event.metaKey ? data.combos[key] : undefined
  if (combo) {
    stop(event)
    if (!event.repeat) leave(target, () => press(combo))
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || (isField(target) && key !== "escape")) return
  const bound = data.press[key] ?? data.focus[key]
  const early = layer.switching && /^(.|escape)$/.test(key)
  if (!bound && !early && !isField(target)) return
  stop(event)
  if (event.repeat) return
  // An Escape that only leaves a field must not be taken for one that comes too early for the next view.
  if (isField(target)) leave(target, bound || early ? () => act(key) : () => {})
  else act(key)
}

function leave(field, then) {
  if (!isField(field)) return then()
  field.blur() // commits what was typed, before a button is pressed
  setTimeout(then, 30)
}

function act(key) {
  const { press: buttons, focus } = layer.data ?? { press: {}, focus: {} }
  if (layer.switching) layer.next = key
  else if (focus[key]) fieldOf(focus[key])?.focus()
  else if (buttons[key]) press(buttons[key])
}

function onClick(event) {
  const { data } = layer
  const button = event.composedPath().find(each => each.tagName === "BUTTON")
  if (!data || !button) return
  const decisive = data.decisive.find(key => holder(key)?.contains(button))
  if (!decisive) {
    // The panel is about to change for the same claim: a key that comes too early is pressed when it has changed.
    layer.switching = Object.values(data.press).some(key => holder(key)?.contains(button))
    return
  }
  if (layer.locked) {
    stop(event)
    return
  }
  layer.lost = button === document.activeElement ? decisive.split("_")[0] : null
  setLocked(true)
}

const fieldOf = key => holder(key)?.querySelector("textarea, input")
const isPainted = () =>
  Object.values(layer.data.press).some(key => holder(key)?.querySelector("button")) && (!layer.first || fieldOf(layer.first))

function enter(field) {
  if (!field) return
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}

function unlock(token, tries = 100) {
  if (layer.token !== token) return
  if (tries && !isPainted()) {
    setTimeout(() => unlock(token, tries - 1), 30) // at first the parts of a page arrive one by one
    return
  }
  setLocked(false)
  const early = layer.next
  layer.switching = false
  layer.next = null
  if (early && layer.same) act(early)
  enter(layer.first && fieldOf(layer.first))
  layer.first = null
  if (layer.lost && document.activeElement === document.body) {
    const same = layer.data.decisive.find(key => key.startsWith(layer.lost))
    if (same) holder(same)?.querySelector("button")?.focus({ preventScroll: true })
  }
  layer.lost = null
}

export default function ({ data, parentElement }) {
  const led = layer.data?.first // a field that was led into already, as when saving it was refused
  layer.data = data
  layer.owner = parentElement
  if (layer.token !== data.token) {
    layer.same = subject(layer.token) === subject(data.token)
    layer.token = data.token
    layer.first = data.first === led ? null : data.first
    requestAnimationFrame(() => requestAnimationFrame(() => unlock(data.token)))
  }
  if (!layer.listening) {
    layer.listening = true
    window.addEventListener("keydown", onKey, true)
    window.addEventListener("click", onClick, true)
  }
  return () => {
    if (layer.owner !== parentElement) return // another page has taken over already
    layer.data = null
    layer.token = null
    setLocked(false)
    delete document.documentElement.dataset.keys
  }
}
