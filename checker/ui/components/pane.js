// The source text with its marks. The text is only ever put into text nodes; offsets that leave here are code points.
const panes = new WeakMap()

function codePoints(text) {
  // Where each code point begins in UTF-16, and back; null when the two counts are the same.
  if (!/[\ud800-\udfff]/.test(text)) return null
  const starts = []
  const numbers = new Map()
  let at = 0
  for (const letter of text) {
    numbers.set(at, starts.length)
    starts.push(at)
    at += letter.length
  }
  numbers.set(at, starts.length)
  starts.push(at)
  return { starts, numbers }
}

function draw(pane, state, data) {
  state.points = codePoints(data.text)
  const to = offset => (state.points ? state.points.starts[offset] : offset)
  const all = document.createDocumentFragment()
  let start = 0
  for (const [end, ...ids] of data.pieces) {
    const words = document.createTextNode(data.text.slice(to(start), to(end)))
    start = end
    if (!ids.length) {
      all.append(words)
      continue
    }
    const mark = document.createElement("mark")
    mark.dataset.ids = ids.join(" ")
    mark.append(words)
    all.append(mark)
  }
  pane.replaceChildren(all)
  state.reasons = data.reasons
  state.active = undefined
  for (const mark of pane.querySelectorAll("mark")) restyle(mark, state)
  sayReasons(pane, state)
}

const ORDER = ["candidate", "accepted", "in_review", "checked", "published", "rejected", "retracted"]

function restyle(mark, state) {
  const ids = mark.dataset.ids.split(" ")
  const statuses = ids.map(id => state.statuses[id]).filter(Boolean)
  mark.dataset.status = ORDER.find(status => statuses.includes(status)) ?? "skipped"
  mark.classList.toggle("active", ids.includes(state.active))
  const named = statuses.map(status => status.replace("_", " ")).join(", ")
  mark.title = named || (state.reasons[ids[0]] ? `Left out: ${state.reasons[ids[0]]}` : "")
}

function sayReasons(pane, state) {
  // The reason follows the last piece of its sentence, as generated content that is no part of the text.
  const last = new Map()
  for (const mark of pane.querySelectorAll("mark")) {
    for (const id of mark.dataset.ids.split(" ")) if (state.reasons[id]) last.set(id, mark)
  }
  for (const [id, mark] of last) if (mark.dataset.status === "skipped") mark.dataset.reason = state.reasons[id]
}

function look(pane, state) {
  const view = window.checkerView
  if (!view) return
  state.statuses = { ...state.base, ...view.statuses } // what is no longer told has come back to how it was drawn
  const moved = view.active !== state.active
  state.active = view.active
  for (const mark of pane.querySelectorAll("mark")) restyle(mark, state)
  pane.classList.toggle("with-skipped", view.skipped)
  const first = pane.querySelector("mark.active")
  if (moved && first) {
    const room = (pane.clientHeight - first.offsetHeight) / 2
    pane.scrollTop = first.offsetTop - pane.offsetTop - Math.max(room, pane.clientHeight / 3)
  }
}

function selection(pane) {
  const root = pane.getRootNode()
  const whole = document.getSelection()
  const range = whole.getComposedRanges
    ? whole.getComposedRanges({ shadowRoots: [root] })[0]
    : root.getSelection?.().rangeCount && root.getSelection().getRangeAt(0)
  if (!range || !pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return null
  const [start, end] = [
    offset(pane, range.startContainer, range.startOffset),
    offset(pane, range.endContainer, range.endOffset),
  ]
  return start < end ? { start, end } : null
}

function offset(pane, node, at) {
  const range = document.createRange()
  range.setStart(pane, 0)
  range.setEnd(node, at)
  return range.toString().length
}

function trimmed(text, { start, end }) {
  while (start < end && /\s/.test(text[start])) start++
  while (end > start && /\s/.test(text[end - 1])) end--
  return start < end ? { start, end } : null
}

export default function ({ data, parentElement, setTriggerValue }) {
  const pane = parentElement.querySelector(".pane")
  const offer = parentElement.querySelector(".offer")
  const button = offer.querySelector("button")
  const state = panes.get(pane) ?? { drawn: null }
  panes.set(pane, state)
  const drawn = JSON.stringify([data.document, data.pieces])
  state.base = data.statuses
  state.statuses = data.statuses
  if (state.drawn !== drawn) {
    draw(pane, state, data)
    state.drawn = drawn
  }
  look(pane, state)

  const offered = () => {
    const found = data.adds && selection(pane)
    state.selected = found ? trimmed(data.text, found) : null
    offer.hidden = !state.selected
  }
  const add = () => {
    offered() // the browser tells of the last change a little later
    if (!state.selected || offer.hidden) return
    const count = at => (state.points ? state.points.numbers.get(at) : at)
    const [start, end] = [count(state.selected.start), count(state.selected.end)]
    offer.hidden = true
    document.getSelection().removeAllRanges()
    setTriggerValue("missed", { document: data.document, start, end })
  }
  pane.onclick = event => {
    const mark = event.target.closest("mark")
    const ids = mark?.dataset.ids.split(" ").filter(id => state.statuses[id]) ?? []
    if (ids.length && !selection(pane)) setTriggerValue("clicked", ids)
  }
  button.onmousedown = event => event.preventDefault() // keeps the selection
  button.onclick = add

  state.leave?.()
  const onKey = event => {
    const target = event.composedPath()[0]
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable
    if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.toLowerCase() === "m") add()
  }
  const onView = () => look(pane, state)
  document.addEventListener("selectionchange", offered)
  window.addEventListener("keydown", onKey)
  window.addEventListener("checker:view", onView)
  state.leave = () => {
    document.removeEventListener("selectionchange", offered)
    window.removeEventListener("keydown", onKey)
    window.removeEventListener("checker:view", onView)
  }
  return () => state.leave()
}
