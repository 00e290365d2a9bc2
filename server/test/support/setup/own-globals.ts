import { afterAll } from 'vitest'

/**
 * A server that starts puts the Request and Response of Hono's adapter in the place of Node's. A worker keeps its globals
 * from one file to the next: each begins with Node's.
 */
const OF_NODE = (['Request', 'Response'] as const).map(
  (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name) ?? {}] as const,
)

afterAll(() => {
  for (const [name, descriptor] of OF_NODE) Object.defineProperty(globalThis, name, descriptor)
})
