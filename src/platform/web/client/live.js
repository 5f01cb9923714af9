// @ts-check
// Fetches `[data-live]` elements again when their topic is heard on the event stream, or at their own pace where no
// stream runs. While the tab is hidden nothing is fetched and no connection is held.

;(() => {
  const mostTopics = 30
  /** An answer may have been on its way, or remembered for a second, when the last news came: once more after this time. */
  const settledMs = 1_500
  /** @type {EventSource | undefined} */
  let stream
  let streamAddress = ''
  let isOpen = false
  let wasOpen = false
  /** @type {WeakMap<Element, number>} */
  const fetchedAt = new WeakMap()
  /** @type {Map<string, string>} */
  const versions = new Map()
  /** By id, since an element may be another one by then. @type {Map<string, number>} */
  const settling = new Map()

  const elements = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-live]')])
  const topicsOf = (/** @type {HTMLElement} */ element) => (element.dataset.live ?? '').split(' ')

  function fetchAgain(/** @type {HTMLElement} */ element) {
    fetchedAt.set(element, Date.now())
    window.htmx.trigger(element, 'live')
  }

  function hear(/** @type {string} */ topic) {
    for (const element of elements()) {
      if (topic !== 'changed' && !topicsOf(element).includes(topic)) continue
      fetchAgain(element)
      clearTimeout(settling.get(element.id))
      settling.set(element.id, setTimeout(fetchOnceMore, settledMs, element.id))
    }
  }

  function fetchOnceMore(/** @type {string} */ id) {
    settling.delete(id)
    const element = document.getElementById(id)
    if (element?.dataset.live !== undefined && !document.hidden) fetchAgain(element)
  }

  /** Follows the topics that stand on the page now: opens, changes or closes the stream. */
  function follow() {
    const topics = [...new Set(elements().flatMap(topicsOf))].sort().slice(0, mostTopics)
    const address =
      topics.length === 0 || document.hidden ? '' : `/live?topics=${topics.map(encodeURIComponent).join(',')}`
    if (address === streamAddress && (address === '' || stream?.readyState !== EventSource.CLOSED)) return
    stream?.close()
    streamAddress = address
    isOpen = false
    if (address === '') return
    stream = new EventSource(address)
    stream.addEventListener('heard', (event) => hear(event.data))
    stream.addEventListener('open', () => {
      // Something may have happened while nobody listened.
      if (wasOpen && !isOpen) for (const element of elements()) fetchAgain(element)
      isOpen = wasOpen = true
    })
    stream.addEventListener('error', () => {
      isOpen = false
    })
  }

  function lookByItself() {
    if (document.hidden) return
    follow()
    if (isOpen) return
    for (const element of elements()) {
      const due = (fetchedAt.get(element) ?? startedAt) + Number(element.dataset.liveMs)
      if (Date.now() >= due) fetchAgain(element)
    }
  }

  const startedAt = Date.now()

  // An answer that has not changed is empty: the server is told which version is shown.
  document.addEventListener('htmx:config:request', (/** @type {any} */ event) => {
    const { ctx } = event.detail
    if (ctx.sourceElement?.dataset?.live === undefined) return
    ctx.request.headers['X-Live'] = versions.get(ctx.sourceElement.id) ?? 'none'
  })
  document.addEventListener('htmx:after:request', (/** @type {any} */ event) => {
    const { ctx } = event.detail
    const version = ctx.response?.headers?.get('x-live')
    if (version) versions.set(ctx.sourceElement.id, version)
  })

  document.addEventListener('visibilitychange', () => {
    follow()
    if (!document.hidden) for (const element of elements()) fetchAgain(element)
  })
  document.addEventListener('htmx:after:swap', () => follow())
  document.addEventListener('DOMContentLoaded', follow)
  window.addEventListener('pagehide', () => stream?.close())
  setInterval(lookByItself, 1_000)
})()
