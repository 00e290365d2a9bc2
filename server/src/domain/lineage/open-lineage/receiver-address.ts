/** The path to which OpenLineage clients send if the address has none. */
const USUAL_PATH = '/api/v1/lineage'

/** Returns the URL to which events are posted. */
export function receiverAddress(url: string): string {
  const address = new URL(url)
  if (address.pathname === '/') address.pathname = USUAL_PATH
  return address.href
}
