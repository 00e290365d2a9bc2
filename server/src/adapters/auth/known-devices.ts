import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

import type { KnownDevices } from '../../domain/access/auth.ts'

const DAYS = 365

/**
 * Remembers in a signed cookie that an account has signed in from this browser. The cookie grants no access: it only
 * keeps other people's guesses from being counted against this browser. The signature and the cookie's name bind it to
 * the account, so that several users can share a browser.
 */
export function knownDevices(key: Buffer, { secure }: { secure: boolean }): KnownDevices {
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url')
  const nameOf = (email: string): string => `flx.device_${sign(`name\n${email}`).slice(0, 16)}`
  const signature = (email: string, device: string): string => sign(`device\n${email}\n${device}`)

  return {
    find(headers, email) {
      const value = cookieOf(headers.get('cookie') ?? '', nameOf(email))
      const [device = '', received = ''] = value.split('.')
      const expected = Buffer.from(signature(email, device))
      const actual = Buffer.from(received)
      const isValid = actual.length === expected.length && timingSafeEqual(actual, expected)
      return isValid && device !== '' ? device : null
    },
    remember(email) {
      const device = randomBytes(18).toString('base64url')
      const value = `${device}.${signature(email, device)}`
      return `${nameOf(email)}=${value}; Path=/api/auth; Max-Age=${DAYS * 86_400}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
    },
  }
}

function cookieOf(header: string, name: string): string {
  for (const pair of header.split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return ''
}
