import type { AuditEntry } from '@flx/shared/access/audit'
import { expect, it } from 'vitest'

import { likelyTriggers, type TriggerFacts } from '../../../src/domain/failures/likely-trigger.ts'
import { at } from '../../support/records.ts'

const FAILED = 36_000
const entry = (given: Partial<AuditEntry>): AuditEntry => ({
  ...{ id: 'a', at: at(FAILED - 600), actorId: null, actorName: 'Jonas', tokenName: null, action: 'update' },
  ...{
    entityType: 'pipeline',
    entityId: 'p',
    entityName: 'Shop',
    changes: [{ path: 'schedule', before: '', after: '@daily' }],
  },
  ...given,
})
const facts = (given: Partial<TriggerFacts>): TriggerFacts => ({
  firstFailureAt: at(FAILED),
  ...{ plugin: null, versions: null, edits: [], schemas: [], starts: [], canRollBack: false },
  ...given,
})
const upgrade = entry({
  action: 'upgrade',
  entityType: 'plugin',
  entityName: 'tap-shop',
  changes: [],
  at: at(FAILED - 360),
})

it('an upgrade to another version comes first, with the versions and a way back', () => {
  const [first, second] = likelyTriggers(
    facts({ edits: [entry({}), upgrade], versions: { before: '2.4.0', after: '2.5.1' }, canRollBack: true }),
  )
  expect(first).toMatchObject({
    ...{
      kind: 'plugin-version',
      by: 'Jonas',
      fromVersion: '2.4.0',
      toVersion: '2.5.1',
      revertAction: 'roll-back',
    },
    secondsBefore: 360,
  })
  expect(second).toMatchObject({ kind: 'pipeline-edit', revertAction: 'undo-edit' })
})

it('a change after the failure, long before it, or without effect on execution is not a trigger', () => {
  const edits = [
    entry({ at: at(FAILED + 1) }),
    entry({ at: at(FAILED - 3 * 86_400) }),
    entry({ changes: [{ path: 'description', before: '', after: 'New' }] }),
    entry({ action: 'create' }),
  ]
  expect(likelyTriggers(facts({ edits, starts: [at(0)] }))).toEqual([])
  expect(likelyTriggers(facts({ starts: [at(FAILED - 60)] }))).toMatchObject([{ kind: 'server-start' }])
})

it('an edit whose values are not all known cannot be undone', () => {
  const edits = [entry({ changes: [{ path: 'config.tap.password', secret: true }] })]
  expect(likelyTriggers(facts({ edits }))).toMatchObject([{ revertAction: null }])
  const cut = [
    entry({
      changes: [{ path: 'description', before: 'abc… (12,000 characters)', after: '' }, { path: 'schedule' }],
    }),
  ]
  expect(likelyTriggers(facts({ edits: cut }))).toMatchObject([{ revertAction: null }])
})
