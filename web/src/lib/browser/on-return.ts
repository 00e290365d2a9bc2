/** Calls when the network comes back, and when the page is looked at again. */
export function onReturn(listener: () => void): () => void {
  // Neither is there outside of a browser.
  if (typeof document === 'undefined') return () => {}
  const seen = () => document.visibilityState === 'visible' && listener()
  addEventListener('online', listener)
  document.addEventListener('visibilitychange', seen)
  return () => {
    removeEventListener('online', listener)
    document.removeEventListener('visibilitychange', seen)
  }
}
