/** Whether a proxy at this address is trusted to name its client. */
export type TrustsProxy = (address: string) => boolean

/** A request as far as it says where it comes from. */
export interface Sender {
  /** The address at the other end of the connection. */
  peer: string
  header: (name: string) => string | undefined
}

/**
 * The address of the person behind a request: that of the peer, or, when the peer is a trusted proxy, the last one in
 * `X-Forwarded-For` or `Forwarded` that is not such a proxy. What is left of it is what the person claims. When both
 * headers are there and differ, one of them was made up, and the proxy's own address counts.
 */
export function clientAddress({ peer, header }: Sender, trusts: TrustsProxy): string {
  const own = plainAddress(peer)
  if (!trusts(own)) return own
  const found = [forwardedFor(header('x-forwarded-for')), forwardedElements(header('forwarded'))]
    .filter((hops) => hops.length > 0)
    .map((hops) => lastStranger([...hops, own], trusts))
  const [first = own, second = first] = found
  return first === second ? first : own
}

/** The host that the browser asked for: only a trusted proxy may say another one than the request names. */
export function requestedHost({ peer, header }: Sender, trusts: TrustsProxy): string | undefined {
  const host = header('host')
  if (!trusts(plainAddress(peer))) return host
  return header('x-forwarded-host')?.split(',').at(-1)?.trim() ?? host
}

/** From the right: each hop is vouched for by the one after it, as long as that one is trusted. */
function lastStranger(hops: readonly string[], trusts: TrustsProxy): string {
  let known = hops.at(-1) ?? ''
  for (const hop of hops.toReversed()) {
    // "unknown", or a name: the proxy before it is the last that has an address.
    if (!/^[\d.]+$|^[0-9a-f:.]+$/i.test(hop)) return known
    known = hop
    if (!trusts(hop)) return hop
  }
  return known
}

const forwardedFor = (value: string | undefined): string[] =>
  value === undefined ? [] : value.split(',').map((part) => plainAddress(part))

/** The `for` of each element of a Forwarded header (RFC 7239). */
function forwardedElements(value: string | undefined): string[] {
  if (value === undefined) return []
  return value.split(',').map((element) => {
    const pair = element.split(';').find((part) => /^\s*for=/i.test(part)) ?? ''
    return plainAddress(pair.replace(/^\s*for=/i, '').replaceAll('"', ''))
  })
}

/** Without brackets, port, and the IPv6 form of an IPv4 address. */
function plainAddress(text: string): string {
  const address = text.trim().toLowerCase()
  const inner =
    /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
  return inner.replace(/^::ffff:(\d+(?:\.\d+){3})$/, '$1')
}
