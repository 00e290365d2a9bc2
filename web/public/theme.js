// Runs before the first paint, so that a page never flashes in the other theme. A file of its own, because
// the content security policy forbids inline scripts.
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
