import { afterAll } from 'vitest'

/**
 * A starting server replaces Node's Request and Response by those of Hono's adapter. A worker keeps its globals from
 * one file to the next: each starts with Node's.
 */
const NODE_GLOBALS = (['Request', 'Response'] as const).map(
  (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name) ?? {}] as const,
)

afterAll(() => {
  for (const [name, descriptor] of NODE_GLOBALS) Object.defineProperty(globalThis, name, descriptor)
})
