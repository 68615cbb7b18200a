// Draws a plain table that nobody can put in another order; every word goes through textContent.
function row(kind, cells) {
  const line = document.createElement("tr")
  for (const [place, words] of cells.entries()) {
    const cell = document.createElement(kind === "head" || !place ? "th" : "td")
    if (cell.tagName === "TH") cell.scope = kind === "head" ? "col" : "row"
    cell.dir = "auto"
    cell.textContent = words
    line.append(cell)
  }
  return line
}

export default function ({ data, parentElement }) {
  const table = parentElement.querySelector("table")
  const [head, body] = [document.createElement("thead"), document.createElement("tbody")]
  head.append(row("head", data.head))
  body.append(...data.rows.map(cells => row("row", cells)))
  table.replaceChildren(head, body)
  table.ariaLabel = data.about
  table.classList.toggle("prose", data.words)
  // What is too long to be seen at once scrolls, also by keys.
  table.parentElement.tabIndex = data.rows.length > data.most ? 0 : -1
  table.parentElement.classList.toggle("long", data.rows.length > data.most)
  table.parentElement.ariaLabel = data.about
}
