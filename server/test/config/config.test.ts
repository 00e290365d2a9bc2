import { describe, expect, it } from 'vitest'

import { readEnvironment } from '../../src/config.ts'
import { isLoopback } from '../../src/environment.ts'

describe('the environment', () => {
  it('can be empty: everything has a default', () => {
    const config = readEnvironment({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      firstAdministrator: null,
      concurrency: 4,
      publicUrl: null,
    })
    expect([...config.roles]).toEqual(['web', 'scheduler', 'worker'])
  })

  it('treats an empty value as unset', () => {
    expect(readEnvironment({ FLX_PORT: '', FLX_ADMIN_EMAIL: '' }).port).toBe(3000)
  })

  it.each([
    [{ FLX_PORT: 'http' }, 'FLX_PORT must be a whole number from 0 to 65535.'],
    [{ FLX_PORT: '70000' }, 'FLX_PORT must be a whole number from 0 to 65535.'],
    [{ FLX_CONCURRENCY: '0' }, 'FLX_CONCURRENCY must be a whole number from 1 to 64.'],
    [
      { FLX_LOG_LEVEL: 'loud' },
      'FLX_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.',
    ],
    [{ FLX_ROLES: 'web,cook' }, 'FLX_ROLES must be a comma-separated list of web, scheduler, worker.'],
    [
      { FLX_DATABASE_URL: 'mysql://flx:hunter22@db/flx' },
      'FLX_DATABASE_URL must be a URL such as postgres://name:password@host:5432/database.',
    ],
    [
      { FLX_DATABASE_URL: 'postgres://db.example.com' },
      'FLX_DATABASE_URL must be a URL such as postgres://name:password@host:5432/database.',
    ],
    [{ FLX_PUBLIC_URL: 'flx.example.com' }, 'FLX_PUBLIC_URL must be a URL such as https://flx.example.com.'],
    [{ FLX_HOST: 'not a host' }, 'FLX_HOST must be an address such as 127.0.0.1 or a host name.'],
    [
      { FLX_ADMIN_EMAIL: 'ada@example.com', FLX_ADMIN_PASSWORD: 'short' },
      'FLX_ADMIN_PASSWORD is not valid: Use at least 10 characters.',
    ],
    [{ FLX_ADMIN_EMAIL: 'ada@example.com' }, 'FLX_ADMIN_EMAIL and FLX_ADMIN_PASSWORD must be set together.'],
  ])('names the wrong value in one sentence: %o', (env, message) => {
    expect(() => readEnvironment(env)).toThrow(message)
  })

  it('never shows the value of a password', () => {
    expect(() =>
      readEnvironment({ FLX_ADMIN_EMAIL: 'ada@example.com', FLX_ADMIN_PASSWORD: 'hunter2' }),
    ).toThrow(expect.not.stringContaining('hunter2'))
  })

  it('passes neither our settings nor those of the package manager to connectors', () => {
    const { connectorEnvironment } = readEnvironment({
      PATH: '/bin',
      TAP_TOKEN: 'abc',
      FLX_ADMIN_EMAIL: 'ada@example.com',
      FLX_ADMIN_PASSWORD: 'a long password',
      npm_config_registry: 'x',
      NODE_OPTIONS: '--inspect',
    })
    expect(connectorEnvironment).toEqual({ PATH: '/bin', TAP_TOKEN: 'abc' })
  })

  it('knows which addresses only this machine can reach', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com'].some(isLoopback)).toBe(false)
  })
})
