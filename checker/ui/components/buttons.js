// Draws rows of buttons. What stands on them goes through textContent; a button that stays keeps the cursor.
const nameOf = ({ name, cap }) => `${name} ${cap}`
const shape = rows => JSON.stringify(rows.map(({ kind, buttons }) => [kind, buttons.map(nameOf)]))

function button(each, pressed) {
  const element = document.createElement("button")
  element.type = "button"
  element.append(document.createElement("span"))
  element.firstChild.textContent = each.name
  if (each.cap) {
    const cap = document.createElement("kbd")
    cap.textContent = each.cap
    element.append(" ", cap)
  }
  element.dataset.name = nameOf(each)
  element.addEventListener("click", () => pressed(element.dataset.key))
  return element
}

function row({ kind, buttons }, pressed) {
  const holder = document.createElement("div")
  holder.className = `row ${kind}`
  holder.role = "group"
  holder.append(...buttons.map(each => button(each, pressed)))
  return [document.createElement("p"), holder]
}

function drawRows(holder, rows, pressed) {
  if (holder.dataset.shape !== shape(rows)) {
    const at = holder.getRootNode().activeElement?.dataset.name
    holder.replaceChildren(...rows.flatMap(each => row(each, pressed)))
    holder.dataset.shape = shape(rows)
    const same = at && [...holder.querySelectorAll("button")].find(each => each.dataset.name === at)
    if (same) same.focus({ preventScroll: true })
  }
  const [said, buttons] = [holder.querySelectorAll("p"), holder.querySelectorAll("button")]
  rows.forEach((each, number) => {
    said[number].textContent = each.said
    said[number].nextSibling.ariaLabel = each.said || null
  })
  rows.flatMap(each => each.buttons).forEach((each, number) => {
    buttons[number].dataset.key = each.key
    buttons[number].className = each.look
    buttons[number].disabled = each.off
  })
}
