// A stop watch in the page: from the key that is pressed until the frame is painted that shows another claim with its mark.
(() => {
  const watch = (window.checkerWatch = {})
  let began = 0, sent = 0, first = 0, last = 0, run = 0

  const claim = () => deep(".st-key-card", ".claim .words")?.textContent
  const mark = () => deep(".st-key-pane", "mark.active")?.textContent

  function deep(holder, selector) {
    // Components live in shadow roots of their own.
    for (const each of document.querySelectorAll(`${holder} *`)) {
      const found = each.shadowRoot?.querySelector(selector)
      if (found) return found
    }
    return null
  }

  function afterPaint(then) {
    // What is looked at in a frame's callback is painted at the end of that frame; a message is heard right after.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = then
    port2.postMessage(null)
  }

  const WebSocket = window.WebSocket
  window.WebSocket = class extends WebSocket {
    constructor(...all) {
      super(...all)
      this.addEventListener("message", () => {
        last = performance.now()
        first ||= last
      })
    }
    send(data) {
      sent ||= performance.now()
      return super.send(data)
    }
  }

  watch.set = () => {
    const before = [claim(), mark()]
    began = sent = first = last = 0
    const me = ++run
    watch.painted = new Promise(resolve => {
      const look = () => {
        if (me !== run) return
        const now = [claim(), mark()]
        const changed = began && now[0] && now[1] && now[0] !== before[0] && now[1] !== before[1]
        if (!changed) return requestAnimationFrame(look)
        const heard = last
        afterPaint(() => {
          const painted = performance.now()
          const tell = () =>
            document.documentElement.dataset.keys === "ready"
              ? resolve({
                  painted: painted - began, sent: sent - began, first: first - began, last: heard - began,
                  ready: performance.now() - began,
                })
              : requestAnimationFrame(tell)
          tell()
        })
      }
      look()
    })
  }

  window.addEventListener("keydown", event => (began ||= event.timeStamp), true)
})()
