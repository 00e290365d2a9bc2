/** Returns whether a proxy at this address is trusted to name its client. */
export type TrustsProxy = (address: string) => boolean

/** The parts of a request that identify its sender. */
export interface Sender {
  /** Address of the other end of the connection. */
  peer: string
  header: (name: string) => string | undefined
}

/**
 * Returns the address of the client behind a request: that of the peer, or, if the peer is a trusted proxy,
 * the last address in `X-Forwarded-For` or `Forwarded` that is not a trusted proxy. Everything to its left is
 * the client's own claim. If both headers are present and differ, one of them was forged, and the proxy's own
 * address counts.
 */
export function clientAddress({ peer, header }: Sender, trusts: TrustsProxy): string {
  const peerAddress = plainAddress(peer)
  if (!trusts(peerAddress)) return peerAddress
  const clients = [forwardedFor(header('x-forwarded-for')), forwardedElements(header('forwarded'))]
    .filter((hops) => hops.length > 0)
    .map((hops) => lastUntrusted([...hops, peerAddress], trusts))
  const [first = peerAddress, second = first] = clients
  return first === second ? first : peerAddress
}

/** Returns the host that the browser requested: only a trusted proxy can override the request's own host. */
export function requestedHost({ peer, header }: Sender, trusts: TrustsProxy): string | undefined {
  const host = header('host')
  if (!trusts(plainAddress(peer))) return host
  return header('x-forwarded-host')?.split(',').at(-1)?.trim() ?? host
}

/** Walks from the right: each hop is vouched for by the next one as long as that is trusted. */
function lastUntrusted(hops: readonly string[], trusts: TrustsProxy): string {
  let lastAddress = hops.at(-1) ?? ''
  for (const hop of hops.toReversed()) {
    // "unknown" or a name: the proxy before it is the last with an address.
    if (!/^[\d.]+$|^[0-9a-f:.]+$/i.test(hop)) return lastAddress
    lastAddress = hop
    if (!trusts(hop)) return hop
  }
  return lastAddress
}

const forwardedFor = (value: string | undefined): string[] =>
  value === undefined ? [] : value.split(',').map((part) => plainAddress(part))

/** Returns the `for` of each element of a Forwarded header (RFC 7239). */
function forwardedElements(value: string | undefined): string[] {
  if (value === undefined) return []
  return value.split(',').map((element) => {
    const pair = element.split(';').find((part) => /^\s*for=/i.test(part)) ?? ''
    return plainAddress(pair.replace(/^\s*for=/i, '').replaceAll('"', ''))
  })
}

/** Strips brackets, the port, and the IPv6 form of an IPv4 address. */
function plainAddress(text: string): string {
  const address = text.trim().toLowerCase()
  const inner =
    /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
  return inner.replace(/^::ffff:(\d+(?:\.\d+){3})$/, '$1')
}
