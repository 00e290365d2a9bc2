/** Calls the listener when the network comes back and when the page becomes visible again. */
export function onReturn(listener: () => void): () => void {
  // Outside a browser there is neither.
  if (typeof document === 'undefined') return () => {}
  const onVisibilityChange = () => document.visibilityState === 'visible' && listener()
  addEventListener('online', listener)
  document.addEventListener('visibilitychange', onVisibilityChange)
  return () => {
    removeEventListener('online', listener)
    document.removeEventListener('visibilitychange', onVisibilityChange)
  }
}
