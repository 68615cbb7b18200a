// The source text with its marks. The text is only ever put into text nodes; offsets that leave here are code points.
const panes = new WeakMap()

function draw(pane, state, data) {
  state.points = codePoints(data.text)
  state.units = {}
  state.span = null
  const to = offset => (state.points ? state.points.starts[offset] : offset)
  const all = document.createDocumentFragment()
  state.spans = new Map() // of the sentences that were left out, in code points
  let start = 0
  for (const [end, ...ids] of data.pieces) {
    const words = document.createTextNode(data.text.slice(to(start), to(end)))
    for (const id of ids) if (Object.hasOwn(data.reasons, id)) state.spans.set(id, [state.spans.get(id)?.[0] ?? start, end])
    start = end
    if (!ids.length) {
      all.append(words)
      continue
    }
    const mark = document.createElement("mark")
    mark.dataset.ids = ids.join(" ")
    mark.append(ids.every(id => state.spans.has(id)) ? inner(words) : words)
    all.append(mark)
  }
  pane.replaceChildren(all)
  state.reasons = data.reasons
  state.alarms = new Set(data.alarms)
  state.unread = new Set(data.unread)
  const inOrder = [...state.spans.keys()]
  state.steps = [...inOrder.filter(id => state.alarms.has(id)), ...inOrder.filter(id => !state.alarms.has(id))]
  state.step = -1
  state.chosen = null
  state.active = undefined
  state.marks = new Map() // by every id that stands at them
  for (const mark of pane.querySelectorAll("mark")) {
    restyle(mark, state)
    for (const id of new Set(idsOf(mark).map(bare))) state.marks.set(id, [...(state.marks.get(id) ?? []), mark])
  }
  sayReasons(pane, state, data.labels)
}

function inner(words) {
  // What is underlined; the reason that follows is not.
  const holder = document.createElement("span")
  holder.append(words)
  return holder
}

const ORDER = ["candidate", "accepted", "in_review", "checked", "published", "rejected", "retracted"]
const AGAIN = "+" // before the id of a claim that the text says once more here
const idsOf = mark => mark.dataset.ids.split(" ")
const bare = id => (id.startsWith(AGAIN) ? id.slice(AGAIN.length) : id)

function restyle(mark, state) {
  const ids = idsOf(mark)
  const statuses = ids.map(id => state.statuses[bare(id)]).filter(Boolean)
  mark.dataset.status = ORDER.find(status => statuses.includes(status)) ?? "skipped"
  mark.classList.toggle("repeat", ids.every(id => id.startsWith(AGAIN)))
  mark.classList.toggle("active", ids.includes(state.active))
  mark.classList.toggle("again", ids.includes(AGAIN + state.active) && !ids.includes(state.active))
  const named = statuses.map(status => status.replace("_", " ")).join(", ")
  const left = state.reasons[ids[0]]
  mark.title = named ? named + (mark.classList.contains("repeat") ? ", said again here" : "") : left ? `Left out: ${left}` : ""
}

function sayReasons(pane, state, labels) {
  // The reason follows the last piece of its sentence, as generated content that is no part of the text.
  const first = new Map()
  const last = new Map()
  for (const mark of pane.querySelectorAll('mark[data-status="skipped"]')) {
    for (const id of idsOf(mark)) {
      if (!first.has(id)) first.set(id, mark)
      last.set(id, mark)
      mark.classList.toggle("unread", state.unread.has(id))
      mark.classList.toggle("alarm", state.alarms.has(id))
    }
  }
  for (const id of state.alarms) if (first.has(id)) first.get(id).dataset.sign = "priority_high"
  for (const [id, mark] of last) {
    if (labels[id]) mark.dataset.label = labels[id]
    mark.dataset.reason = state.reasons[id]
  }
}

function look(pane, state) {
  const view = window.checkerView
  if (!view) return
  const before = state.statuses
  state.statuses = { ...state.base, ...view.statuses } // what is no longer told has come back to how it was drawn
  const moved = view.active !== state.active
  const changed = Object.keys(state.statuses).filter(id => before[id] !== state.statuses[id])
  if (moved) changed.push(state.active, view.active)
  state.active = view.active
  for (const mark of new Set(changed.flatMap(id => state.marks.get(id) ?? []))) restyle(mark, state)
  pane.classList.toggle("with-skipped", view.skipped)
  const first = pane.querySelector("mark.active")
  if (moved && first) scrollTo(pane, first)
  if (moved) choose(pane, state, null)
}

function fit(pane) {
  // From where it begins down to the end of the window, whatever stands above it.
  const page = pane.getRootNode().host?.closest('[data-testid="stMain"]')
  const top = pane.getBoundingClientRect().top + (page?.scrollTop ?? 0)
  pane.style.setProperty("--pane-top", `${Math.ceil(top) + 16}px`)
}

function scrollTo(pane, mark) {
  const room = (pane.clientHeight - mark.offsetHeight) / 2
  pane.scrollTop = mark.offsetTop - pane.offsetTop - Math.max(room, pane.clientHeight / 3)
}

function choose(pane, state, id) {
  state.chosen = id
  if (id) state.step = state.steps.indexOf(id)
  for (const mark of pane.querySelectorAll("mark.chosen")) mark.classList.remove("chosen")
  for (const mark of state.marks.get(id) ?? []) mark.classList.add("chosen")
}

function step(pane, state, by) {
  if (!state.steps.length) return
  const from = state.step < 0 && by < 0 ? 0 : state.step
  const next = (from + by + state.steps.length) % state.steps.length
  choose(pane, state, state.steps[next])
  const first = pane.querySelector("mark.chosen")
  if (first) scrollTo(pane, first)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const pane = parentElement.querySelector(".pane")
  const said = parentElement.querySelector(".said")
  const offer = parentElement.querySelector(".offer")
  const [about, button] = offer.children
  const state = panes.get(pane) ?? { drawn: null }
  panes.set(pane, state)
  const drawn = JSON.stringify([data.document, data.pieces, data.reasons])
  state.base = data.statuses
  state.statuses ??= data.statuses
  if (state.drawn !== drawn) {
    state.statuses = data.statuses
    draw(pane, state, data)
    state.drawn = drawn
  }
  fit(pane)
  look(pane, state)

  const quoting = () => data.adds && window.checkerView?.quoting
  const offered = () => {
    const found = data.adds && selection(pane)
    state.selected = found ? trimmed(data.text, found) : null
    const left = data.adds && !state.selected && !quoting() && state.chosen
    offer.hidden = !state.selected && !left
    about.textContent = left ? state.reasons[left] : ""
    const [does, key] = quoting() ? ["Put into the quote", "Q"] : [left ? "Make it a claim" : "Add a missed claim", "M"]
    button.firstChild.textContent = does
    button.lastChild.textContent = key
    const words = left
      ? `Left out, ${state.steps.indexOf(left) + 1} of ${state.steps.length}: ${about.textContent} M makes it a claim.`
      : state.selected ? `Selected: ${data.text.slice(state.selected.start, state.selected.end)}. ${key}: ${does}.` : ""
    if (said.textContent !== words) said.textContent = words
  }
  const count = at => (state.points ? state.points.numbers.get(at) : at)
  const wanted = () =>
    state.selected ? [count(state.selected.start), count(state.selected.end)] : data.adds && state.chosen ? state.spans.get(state.chosen) : null
  const add = () => {
    offered() // the browser tells of the last change a little later
    const span = wanted()
    if (!span) return
    document.getSelection().removeAllRanges()
    choose(pane, state, null)
    offered()
    setTriggerValue(quoting() ? "quoted" : "missed", { document: data.document, start: span[0], end: span[1] })
  }
  pane.onclick = event => {
    if (selection(pane)) return
    const mark = event.target.closest("mark")
    const ids = mark ? [...new Set(idsOf(mark).map(bare))] : []
    const claims = ids.filter(id => state.statuses[id])
    const shown = mark && (pane.classList.contains("with-skipped") || mark.classList.contains("unread"))
    choose(pane, state, !claims.length && shown ? ids[0] : null)
    offered()
    if (claims.length) setTriggerValue("clicked", claims)
  }
  button.onmousedown = event => event.preventDefault() // keeps the selection
  button.onclick = add

  state.leave?.()
  const goThere = () => {
    const isHere = pane.getRootNode().activeElement === pane
    if (!isHere) state.left = document.activeElement
    if (isHere) state.left?.focus()
    else pane.focus({ preventScroll: true })
    if (isHere && document.activeElement === pane.getRootNode().host) pane.blur()
  }
  const onKey = event => {
    const target = event.composedPath()[0]
    if (event.key === "F6" && !event.repeat) {
      event.preventDefault()
      return goThere()
    }
    if (target === pane && Object.hasOwn(STEPS, event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault() // it would scroll
      moveSelection(pane, state, data.text, event)
      return offered()
    }
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable
    if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === (quoting() ? "q" : "m")) add()
    if (key === "l" && data.adds) step(pane, state, event.shiftKey ? -1 : 1)
    if (key === "escape") choose(pane, state, null)
    if (key === "l" || key === "escape") offered()
  }
  const onView = () => {
    fit(pane)
    look(pane, state)
    offered()
  }
  document.addEventListener("selectionchange", offered)
  window.addEventListener("keydown", onKey)
  window.addEventListener("checker:view", onView)
  window.addEventListener("resize", onView)
  const above = new ResizeObserver(() => fit(pane)) // what stands above it is drawn at its own time
  above.observe(pane.getRootNode().host?.closest('[data-testid="stVerticalBlock"]') ?? document.body)
  offered()
  const leave = (state.leave = () => {
    document.removeEventListener("selectionchange", offered)
    window.removeEventListener("keydown", onKey)
    window.removeEventListener("checker:view", onView)
    window.removeEventListener("resize", onView)
    above.disconnect()
  })
  return leave // its own: one that newer data overtook cleans up after these were drawn
}
