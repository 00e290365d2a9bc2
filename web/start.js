// Runs before the first paint and before the page's code is there. A file of its own, because the content security
// policy forbids inline scripts.

// A page never flashes in the other theme.
;(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    let wanted = null
    try {
      wanted = localStorage.getItem('flx.theme')
    } catch {
      // Storage is blocked: follow the system.
    }
    document.documentElement.dataset.theme =
      wanted === 'light' || wanted === 'dark' ? wanted : dark.matches ? 'dark' : 'light'
  }
  apply()
  dark.addEventListener('change', apply)
  addEventListener('storage', apply)
  addEventListener('flx.preference', apply)
})()

// What the page asks for first is asked for now (`api/core/asked-ahead.ts` takes the answers): who is signed in, and
// what the page at this address asked for when it was last opened.
;(() => {
  const { pathname, search } = location
  if (/^\/(sign-in|setup|set-password)(\/|$)/.test(pathname)) return
  // A search may be anything, but the view of a list is part of what the page is.
  const place = search === '' || /^\?view=\w+$/.test(search) ? pathname + search : ''
  /** What a list asks for where it was not opened before. */
  const lists = {
    '/executions': ['/api/executions?sort=-queuedAt'],
    '/pipelines': ['/api/pipelines?sort=-createdAt'],
    '/pipelines?view=table': ['/api/pipelines?sort=-createdAt'],
    '/pipelines?view=fleet': ['/api/pipelines?sort=worst&trend=true&limit=50', '/api/pipelines/freshness'],
  }
  let noted = lists[place] ?? []
  try {
    const notes = JSON.parse(localStorage.getItem('flx.firstRequests') ?? '{}')[place]
    if (Array.isArray(notes) && notes.length > 0) noted = notes.map(String)
  } catch {
    // Storage is blocked, or holds something else: the page asks when its code is there.
  }
  // What the server has put into the document with the drawing of the page.
  const given = JSON.parse(document.querySelector('#flx-answers')?.textContent ?? '{}')
  const wanted = new Set(['/api/auth/get-session', ...noted, ...Object.keys(given)])
  const addresses = [...wanted].filter((address) => /^\/api\/[a-z]/.test(address))
  const ask = async (address) => {
    if (given[address] !== undefined)
      return new Response(given[address].body, { headers: given[address].headers })
    try {
      return await fetch(address, { credentials: 'same-origin', headers: { accept: 'application/json' } })
    } catch {
      return undefined
    }
  }
  globalThis.flxAskedAhead = {
    at: performance.now(),
    answers: new Map(addresses.map((address) => [address, ask(address)])),
  }
})()

// The page's files are fetched beside the first one, which would ask for them only when it has run.
;(() => {
  /** Each page's address as a regular expression, and its files; the build fills it in. */
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
  const ofPage = files.map((file) => `/${file}`)
  if (document.querySelector('#flx-answers') === null) return fetchAhead(ofPage)

  // Where the server has drawn the page, all of its code begins when the drawing has been painted: before, it would
  // only keep the processors from that.
  addEventListener('DOMContentLoaded', () => {
    const { main, code = '' } = document.querySelector('#root')?.dataset ?? {}
    if (main === undefined) return
    // Without its code the drawing is dead: the page is loaded again as soon as the server answers.
    const again = () =>
      fetch('/healthz').then(
        ({ ok }) => (ok ? location.reload() : setTimeout(again, 2000)),
        () => setTimeout(again, 2000),
      )
    const begin = () => {
      fetchAhead([...code.split(' ').filter(Boolean), ...ofPage])
      import(main).catch(() => setTimeout(again, 2000))
    }
    // Nothing is painted in a tab that is not looked at.
    if (document.hidden) begin()
    else requestAnimationFrame(() => setTimeout(begin))
  })
})()
