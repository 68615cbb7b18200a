// A sign-in leads away and comes back to the first page: this tab remembers which page was wanted, and goes there once.
const KEY = "checker-wanted"

export default function ({ data }) {
  const here = location.pathname + location.search
  try {
    if (data.remember) {
      if (here !== "/") sessionStorage.setItem(KEY, here)
      return
    }
    const wanted = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    if (wanted && wanted !== here && /^\/[^/\\]/.test(wanted)) location.replace(wanted)
  } catch (error) {
    console.info("This browser does not remember the page that was wanted.", error)
  }
}
