// Tells the source text, wherever it stands, which mark is active; the text itself is not sent again.
export default function ({ data }) {
  window.checkerView = data
  window.dispatchEvent(new Event("checker:view"))
}
