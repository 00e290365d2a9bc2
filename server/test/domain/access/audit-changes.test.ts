import { expect, it } from 'vitest'

import { SECRET_MARKER } from '@flx/shared/settings/secret'

import { auditChanges } from '../../../src/domain/access/audit-changes.ts'

const document = (stored: object, shown: object = stored) => ({ stored, shown }) as never

it('names the paths that differ, with the values before and after', () => {
  const before = document({ name: 'a', tags: ['x'], config: { tap: { start: 1, gone: true } }, same: [1] })
  const after = document({ name: 'b', tags: ['x', 'y'], config: { tap: { start: 2, new: null } }, same: [1] })
  expect(auditChanges(before, after)).toEqual([
    { path: 'name', before: 'a', after: 'b' },
    { path: 'tags', before: ['x'], after: ['x', 'y'] },
    { path: 'config.tap.start', before: 1, after: 2 },
    { path: 'config.tap.gone', before: true },
    { path: 'config.tap.new', after: null },
  ])
  expect(auditChanges(before, before)).toEqual([])
})

it('shows only that a secret changed, even when it is hidden inside a text or an array', () => {
  const before = document(
    { password: 'old-secret', url: 'pg://u:one@h', list: [{ key: 'k1' }], kept: 'same' },
    { password: SECRET_MARKER, url: 'pg://•@h', list: [{ key: SECRET_MARKER }], kept: SECRET_MARKER },
  )
  const after = document(
    { password: 'new-secret', url: 'pg://u:two@h', list: [{ key: 'k2' }], kept: 'same' },
    { password: SECRET_MARKER, url: 'pg://•@h', list: [{ key: SECRET_MARKER }], kept: SECRET_MARKER },
  )
  const changes = auditChanges(before, after)
  expect(changes).toEqual([
    { path: 'password', secret: true },
    { path: 'url', secret: true },
    { path: 'list', secret: true },
  ])
  expect(JSON.stringify([changes, auditChanges(null, after), auditChanges(before, null)])).not.toMatch(
    /secret"?:"|old|new|one|two|k1|k2/,
  )
})

it('stays readable in size, whatever the document', () => {
  const long = auditChanges(null, document({ text: 'x'.repeat(50_000) }))
  expect(long).toEqual([{ path: 'text', after: expect.stringMatching(/^x{2000}… \(50,000 characters\)$/) }])
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index]))
  expect(auditChanges(null, document(many))).toHaveLength(201)
})
