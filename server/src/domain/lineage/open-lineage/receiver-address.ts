/** Where clients of OpenLineage send to when an address has no path. */
const USUAL_PATH = '/api/v1/lineage'

/** The address that events are posted to. */
export function receiverAddress(url: string): string {
  const address = new URL(url)
  if (address.pathname === '/') address.pathname = USUAL_PATH
  return address.href
}
