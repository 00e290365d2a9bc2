// Runs before the first paint and before the page's code has loaded. It is a separate file because the content
// security policy forbids inline scripts.

// Set the theme first, so that no page flashes in the other one.
;(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    let theme = null
    try {
      theme = localStorage.getItem('flx.theme')
    } catch {
      // Storage is blocked: follow the system.
    }
    document.documentElement.dataset.theme =
      theme === 'light' || theme === 'dark' ? theme : dark.matches ? 'dark' : 'light'
  }
  apply()
  dark.addEventListener('change', apply)
  addEventListener('storage', apply)
  addEventListener('flx.preference', apply)
})()

// Send the page's first requests now (`api/core/early-requests.ts` takes the answers): the signed-in user, and what
// the page at this address requested when it was last opened.
;(() => {
  const { pathname, search } = location
  if (/^\/(sign-in|setup|set-password)(\/|$)/.test(pathname)) return
  // A search can be anything, but the view of a list belongs to the page.
  const page = search === '' || /^\?view=\w+$/.test(search) ? pathname + search : ''
  /** The first requests of lists that were not opened before. */
  const defaults = {
    '/executions': ['/api/executions?sort=-queuedAt'],
    '/pipelines': ['/api/pipelines?sort=-createdAt'],
    '/pipelines?view=table': ['/api/pipelines?sort=-createdAt'],
    '/pipelines?view=fleet': ['/api/pipelines?sort=worst&trend=true&limit=50', '/api/pipelines/freshness'],
  }
  let remembered = defaults[page] ?? []
  try {
    const notes = JSON.parse(localStorage.getItem('flx.firstRequests') ?? '{}')[page]
    if (Array.isArray(notes) && notes.length > 0) remembered = notes.map(String)
  } catch {
    // Storage is blocked or holds something else: the page sends its requests once its code has loaded.
  }
  // Answers that the server embedded in the document with the rendered page.
  const embedded = JSON.parse(document.querySelector('#flx-answers')?.textContent ?? '{}')
  const candidates = new Set(['/api/auth/get-session', ...remembered, ...Object.keys(embedded)])
  const addresses = [...candidates].filter((address) => /^\/api\/[a-z]/.test(address))
  const request = async (address) => {
    if (embedded[address] !== undefined)
      return new Response(embedded[address].body, { headers: embedded[address].headers })
    try {
      return await fetch(address, { credentials: 'same-origin', headers: { accept: 'application/json' } })
    } catch {
      return undefined
    }
  }
  globalThis.flxEarlyRequests = {
    at: performance.now(),
    answers: new Map(addresses.map((address) => [address, request(address)])),
  }
})()

// Fetch the page's files alongside the first one, which would request them only after it has run.
;(() => {
  /** Each page's address as a regular expression, and its files. Filled in by the build. */
  const pages = [] /* chunks of pages */
  const [, files = []] = pages.find(([path]) => new RegExp(path).test(location.pathname)) ?? []
  const fetchAhead = (addresses) => {
    for (const address of addresses) {
      const link = document.createElement('link')
      link.rel = 'modulepreload'
      link.href = address
      document.head.append(link)
    }
  }
  const pageFiles = files.map((file) => `/${file}`)
  if (document.querySelector('#flx-answers') === null) return fetchAhead(pageFiles)

  // If the server rendered the page, all of its code starts after the first paint: before, it would only delay it.
  addEventListener('DOMContentLoaded', () => {
    const { main, code = '' } = document.querySelector('#root')?.dataset ?? {}
    if (main === undefined) return
    // Without its code the page does not react: reload it as soon as the server responds.
    const reloadWhenUp = () =>
      fetch('/healthz').then(
        ({ ok }) => (ok ? location.reload() : setTimeout(reloadWhenUp, 2000)),
        () => setTimeout(reloadWhenUp, 2000),
      )
    const start = () => {
      fetchAhead([...code.split(' ').filter(Boolean), ...pageFiles])
      import(main).catch(() => setTimeout(reloadWhenUp, 2000))
    }
    // A hidden tab is never painted.
    if (document.hidden) start()
    else requestAnimationFrame(() => setTimeout(start))
  })
})()
