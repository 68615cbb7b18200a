// Draws lines of words. Everything that comes from a document goes through createTextNode or a title.
function line({ kind, icon, badge, hint, parts }) {
  const row = document.createElement({ title: "h1", heading: "h2" }[kind] ?? "p")
  row.className = kind
  if (hint) row.title = hint
  if (icon) {
    const sign = document.createElement("span")
    sign.className = "icon"
    sign.ariaHidden = "true"
    sign.textContent = icon
    row.append(sign)
  }
  const words = document.createElement("span")
  words.className = "words"
  words.dir = "auto"
  if (badge) {
    const name = document.createElement("b")
    name.className = "badge"
    name.textContent = badge
    words.append(name, " ")
  }
  for (const [text, marked] of parts) {
    if (!text) continue
    if (!marked) {
      words.append(document.createTextNode(text))
      continue
    }
    const added = document.createElement("span")
    added.className = "added"
    if (kind === "claim") added.title = "Not in the quote"
    added.textContent = text
    words.append(added)
  }
  row.append(words)
  return row
}

export default function ({ data, parentElement }) {
  const lines = parentElement.querySelector(".lines")
  lines.replaceChildren(...data.lines.map(line))
  if (!data.region) return
  lines.classList.add("region")
  lines.role = "region"
  lines.ariaLabel = data.region
  lines.tabIndex = 0 // so that it scrolls by keys
}
