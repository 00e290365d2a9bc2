import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

import { messageOf } from '../../domain/core/errors.ts'

/** Addresses that a message from inside must not reach: the machine itself, its network, cloud metadata (RFC 6890). */
const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Reachable only inside Azure; answers with secrets of the machine.
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  // IPv4-compatible IPv6 addresses, the earliest form; includes `::` ("this host") and loopback.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6')

/**
 * Whether an address is not on the public internet. An IPv4 address within IPv6 counts as the address it stands for.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  return PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Refuses a host that is written as a private IP address: Node calls `lookup` for names only. The error is a sentence
 * for the user.
 */
export function refusePrivateHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw refusal(host, host)
}

/** A slower lookup does not keep the user waiting: the delivery looks the name up again. */
const LOOKUP_MS = 2000

/**
 * Returns why a message must not go to an address, as a sentence; null if it may, or if its name cannot be resolved
 * now. An early warning for the user who enters the address: each delivery checks again.
 */
export async function publicAddressProblem(
  address: string,
  resolve: Resolve = lookup,
): Promise<string | null> {
  const { hostname } = new URL(address)
  try {
    refusePrivateHost(hostname)
    await new Promise<void>((settle, reject) => {
      const timer = setTimeout(settle, LOOKUP_MS)
      publicLookup(resolve)(hostname.replace(/^\[|\]$/g, ''), { all: true }, (error) => {
        clearTimeout(timer)
        if (error === null || 'code' in error) settle()
        else reject(error)
      })
    })
    return null
  } catch (error) {
    return messageOf(error)
  }
}

/** Resolves all addresses of a name: the system's resolver, or a substitute in tests. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Returns a connection's `lookup` that yields public addresses only. The connection uses the very address that was
 * checked, so a name that resolves differently the next time gains nothing. One private address refuses them all.
 */
export const publicLookup =
  (resolve: Resolve = lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0)
      const privateAddress = addresses.find(({ address }) => isPrivateAddress(address))
      const [first] = addresses
      if (privateAddress !== undefined || first === undefined)
        return callback(refusal(hostname, privateAddress?.address ?? 'nothing'), '', 0)
      if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }

const refusal = (host: string, address: string): Error =>
  new Error(
    `${host === address ? host : `${host} is ${address}, which`} is not a public address. FLX_ALERT_PRIVATE_ADDRESSES=true allows such targets.`,
  )
