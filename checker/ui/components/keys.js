// Keys press buttons. A decision locks keys and buttons until the next claim is painted, so that nobody decides about a
// claim that they have not seen.
const LATEST = 15000 // ms after which the page is usable again even if nothing came back
const LOOK = 30 // ms between two looks for a part of the page that is on its way
const TWICE = 250 // ms within which a second press belongs to the first, even if the next claim is there already

const layer = (window.checkerKeys ??= {
  locked: false,
  token: null,
  data: null,
  lost: null,
  switching: false,
  next: null, // a key that came too early
  typed: "", // and what was typed after it, if it leads into a field
  first: null
})

const holder = key => document.querySelector(`.st-key-${CSS.escape(key)}`)
// Buttons of this component's own rows, or those that the page has drawn.
const buttonOf = key =>
  layer.rows?.querySelector(`button[data-key="${CSS.escape(key)}"]`) ?? holder(key)?.querySelector("button")
// A slider or a box to tick takes no letters: keys go on deciding after one was moved.
const isSwitch = element => element?.tagName === "INPUT" && /^(range|radio|checkbox)$/.test(element.type)
const isField = element =>
  element?.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? "") && !isSwitch(element))
const subject = token => token.slice(0, token.lastIndexOf("-"))
const hasDialog = () => document.querySelector('[role="dialog"][aria-modal="true"], [data-testid="stDialog"]') !== null

function stop(event) {
  event.stopImmediatePropagation()
  event.preventDefault()
}

function setLocked(locked) {
  layer.locked = locked
  document.documentElement.dataset.keys = locked ? "locked" : "ready"
  clearTimeout(layer.timer)
  if (locked) layer.timer = setTimeout(giveUp, LATEST)
}

function giveUp() {
  setLocked(false)
  early()
}

// The key that came too early and what was typed after it, once.
function early() {
  const { next, typed } = layer
  layer.next = null
  layer.typed = ""
  return { next, typed }
}

function press(key, token = layer.token, tries = 40) {
  if (layer.token !== token) return
  const button = buttonOf(key)
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
  // A button that has the cursor is pressed by the browser itself, for each repeat of a held Enter.
  if (event.repeat && key === "enter" && target.tagName === "BUTTON") return stop(event)
  if (event.ctrlKey || event.metaKey || event.altKey || (isField(target) && key !== "escape")) return
  if (data.focus[layer.next]) return holdBack(event)
  const bound = data.press[key] ?? data.focus[key]
  const tooEarly = layer.switching && /^(.|escape)$/.test(key)
  if (!bound && !tooEarly && !isField(target)) return
  stop(event)
  if (event.repeat) return
  // An Escape that only leaves a field must not be taken for one that comes too early for the next view.
  if (isField(target)) leave(target, bound || tooEarly ? () => act(key) : () => {})
  else act(key)
}

// What is typed on the way into a field that is not there yet belongs to the field.
function holdBack(event) {
  stop(event)
  if (event.key.length === 1) layer.typed += event.key
}

function leave(field, then) {
  if (!isField(field)) return then()
  field.blur() // commits what was typed, before a button is pressed
  setTimeout(then, 30)
}

function act(key) {
  const { press: buttons, focus } = layer.data ?? { press: {}, focus: {} }
  if (layer.switching || (layer.locked && focus[key])) layer.next = key
  else if (focus[key]) fieldOf(focus[key])?.focus()
  else if (buttons[key]) press(buttons[key])
}

function onClick(event) {
  const { data } = layer
  const button = event.composedPath().find(each => each.tagName === "BUTTON")
  if (!data || !button) return
  const decisive = data.decisive.find(key => buttonOf(key) === button)
  if (!decisive) {
    // The panel is about to change for the same claim: a key that comes too early is pressed when it has changed.
    layer.switching = Object.values(data.press).some(key => buttonOf(key) === button)
    return
  }
  if (layer.locked) {
    stop(event)
    return
  }
  layer.pressed = event.timeStamp
  layer.lost = button === document.activeElement ? decisive.split("_")[0] : null
  setLocked(true)
}

const fieldOf = key => holder(key)?.querySelector("textarea, input")
const isPainted = () =>
  Object.values(layer.data.press).some(buttonOf) &&
  Object.values(layer.data.focus).every(fieldOf) &&
  (!layer.first || fieldOf(layer.first))

function enter(field) {
  if (!field) return
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}

function unlock(token, tries = LATEST / LOOK) {
  if (layer.token !== token) return // a newer painting unlocks
  if (tries && !isPainted()) {
    setTimeout(() => unlock(token, tries - 1), LOOK) // at first the parts of a page arrive one by one
    return
  }
  const rest = (layer.pressed ?? -TWICE) + TWICE - performance.now()
  if (rest > 0) {
    setTimeout(() => unlock(token, tries), rest)
    return
  }
  setLocked(false)
  layer.switching = false
  const { next, typed } = early()
  if (next && (layer.same || layer.data.focus[next])) act(next)
  if (typed && layer.data.focus[next]) document.execCommand("insertText", false, typed)
  enter(layer.first && fieldOf(layer.first))
  layer.first = null
  if (layer.lost && document.activeElement === document.body) {
    const same = layer.data.decisive.find(key => key.startsWith(layer.lost))
    if (same) buttonOf(same)?.focus({ preventScroll: true })
  }
  layer.lost = null
}

export default function ({ data, parentElement, setTriggerValue }) {
  const led = layer.data?.first // a field that was led into already, as when saving it was refused
  const mine = (layer.owner = {}) // one that newer data overtook is told to clean up after these were drawn
  layer.data = data
  layer.rows = parentElement.querySelector(".rows")
  drawRows(layer.rows, data.rows, key => setTriggerValue("pressed", key))
  if (layer.token !== data.token) {
    if (!layer.token) setLocked(true) // until its fields are there too: a key that led into none would leave what follows to decide
    layer.same = layer.about === subject(data.token)
    layer.about = subject(data.token)
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
    if (layer.owner !== mine) return
    layer.data = null
    layer.token = null
    setLocked(false)
    delete document.documentElement.dataset.keys
  }
}
