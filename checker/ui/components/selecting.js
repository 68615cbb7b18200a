// Which words of the source text are selected, and how arrow keys move that by words and sentences; no element is made here.
const STEPS = { ArrowRight: ["word", 1], ArrowLeft: ["word", -1], ArrowDown: ["sentence", 1], ArrowUp: ["sentence", -1] }
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/u
const FROM_THE_RIGHT = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u
const AHEAD = 40 // characters that tell which way a line runs

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

function selection(pane) {
  const root = pane.getRootNode()
  const whole = document.getSelection()
  const range = whole.getComposedRanges
    ? whole.getComposedRanges({ shadowRoots: [root] })[0]
    : root.getSelection?.().rangeCount && root.getSelection().getRangeAt(0)
  if (!range || !pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return null
  const start = offset(pane, range.startContainer, range.startOffset)
  if (range.collapsed) return null
  const end = offset(pane, range.endContainer, range.endOffset)
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

function unitsOf(state, text, kind) {
  // Cut up when first asked for: few people ever ask.
  return (state.units[kind] ??= [...new Intl.Segmenter(undefined, { granularity: kind }).segment(text)]
    .filter(each => WORD.test(each.segment))
    .map(each => trimmed(text, { start: each.index, end: each.index + each.segment.length })))
}

function placeOf(pane, at, isEnd) {
  const nodes = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT)
  let start = 0
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (at - start < node.length || (isEnd && at - start === node.length)) return [node, at - start]
    start += node.length
  }
  return [pane, pane.childNodes.length]
}

function begin(pane, state) {
  // Where arrow keys set out from: what is selected already, or else the claim at hand, or the top.
  const now = selection(pane)
  if (now && (now.start !== state.span?.start || now.end !== state.span?.end)) return { anchor: now, head: now }
  if (now) return { anchor: state.anchor, head: state.head }
  const mark = pane.querySelector("mark.chosen") ?? pane.querySelector("mark.active")
  const start = mark ? offset(pane, mark, 0) : 0
  return { anchor: null, head: { start, end: start } }
}

function moveSelection(pane, state, text, { key, shiftKey }) {
  const { anchor, head } = begin(pane, state)
  const [kind, way] = STEPS[key]
  const here = text.slice(head.start, head.end) || text.slice(head.start, head.start + AHEAD)
  const by = kind === "word" && FROM_THE_RIGHT.test(here) ? -way : way
  const units = unitsOf(state, text, kind)
  const next = by > 0 ? units.find(each => each.end > head.end) : units.findLast(each => each.start < head.start)
  if (!next) return
  state.head = next
  state.anchor = shiftKey && anchor ? anchor : next
  state.span = { start: Math.min(state.anchor.start, next.start), end: Math.max(state.anchor.end, next.end) }
  document.getSelection().setBaseAndExtent(...placeOf(pane, state.span.start, false), ...placeOf(pane, state.span.end, true))
  keepInSight(pane, next)
}

function keepInSight(pane, { start, end }) {
  const range = document.createRange()
  range.setStart(...placeOf(pane, start, false))
  range.setEnd(...placeOf(pane, end, true))
  const [words, seen] = [range.getBoundingClientRect(), pane.getBoundingClientRect()]
  const room = pane.clientHeight / 4
  if (words.top < seen.top || words.bottom > seen.bottom - room) pane.scrollTop += words.top - seen.top - room
}
