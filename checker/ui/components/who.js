// Remembers the name that was typed, in this browser only; the server reads it before it draws the first page.
const YEAR = 365 * 24 * 3600 // seconds
let kept = null

export default function ({ data }) {
  if (data.name === null || data.name === kept) return
  kept = data.name
  const secure = location.protocol === "https:" ? "; Secure" : ""
  const age = data.name ? YEAR : 0
  // A browser that keeps no cookies ignores this, or throws where a page may not even ask.
  try {
    document.cookie = `${data.cookie}=${encodeURIComponent(data.name)}; Path=/; Max-Age=${age}; SameSite=Strict${secure}`
  } catch (error) {
    console.info("This browser does not remember the name.", error)
  }
}
