import { expect, it } from 'vitest'

import { fireDueTicks, planSchedules } from '../../../src/app/schedules/fire-schedules.ts'
import { checkLateSchedules } from '../../../src/app/alerts/late-alerts.ts'
import type { AlertRuleRecord } from '../../../src/domain/alerts/alert-store.ts'
import { createLog } from '../../../src/core/log.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { anAlertRule } from '../../support/alert-rule.ts'
import { at, newId, startedExecution, storedPipeline } from '../../support/records.ts'

const rule = (given: Partial<AlertRuleRecord>) =>
  anAlertRule({ name: 'On time', condition: 'late', ...given })

/** The schedules of a database on a clock that is advanced manually, starting at eight o'clock. */
async function onClock({ stores }: TestDatabase) {
  let now = new Date(at(0))
  const channel = { name: 'Team', settings: { kind: 'slack' as const, url: 'https://example.com/hook' } }
  const channelId = newId()
  await stores.alerts.saveChannel({ ...channel, id: channelId, createdAt: at(0), updatedAt: at(0) })
  const context = {
    ...stores,
    clock: { now: () => now },
    newId,
    publicUrl: 'https://flx.example.com',
    work: { pending: () => undefined },
    log: createLog('silent'),
  }
  return {
    channelId,
    check: () => checkLateSchedules(context),
    plan: () => planSchedules(context),
    fire: () => fireDueTicks(context, new Set()),
    to: (seconds: number) => void (now = new Date(at(seconds))),
    async told() {
      const { items } = await stores.alerts.deliveries({ limit: 50 })
      return items.map(({ kind, subject }) => `${kind}: ${subject}`)
    },
  }
}

describeDialects('a schedule that did not fire', (open) => {
  it('opens an incident a minute after it was due, once, and closes it when it fires', async () => {
    await using test = await open()
    const clock = await onClock(test)
    const { alerts } = test.stores
    await storedPipeline(test.stores, { name: 'Orders', schedule: '5 8 * * *' })
    await alerts.saveRule(rule({ channelIds: [clock.channelId] }))
    const patient = rule({ name: 'Patient', threshold: 600 })
    await alerts.saveRule(patient)
    await clock.plan()
    clock.to(5 * 60 + 60)
    expect(await clock.check()).toBe(false)
    clock.to(5 * 60 + 61)
    expect(await clock.check()).toBe(true)
    expect(await clock.check()).toBe(false)
    expect(await clock.told()).toEqual(['opened: Orders: On time'])
    expect((await alerts.incidents({ limit: 10 })).items).toMatchObject([
      {
        executionId: null,
        condition: 'late',
        message: 'The run due at 2026-11-23 08:05 UTC has not started.',
      },
    ])
    clock.to(5 * 60 + 90)
    await clock.fire()
    expect(await clock.check()).toBe(true)
    expect(await clock.told()).toEqual(['recovered: Orders: recovered (On time)', 'opened: Orders: On time'])
    // An unsent message comes first.
    const [opened, ...early] = await alerts.dueDeliveries(at(9999), 10)
    expect([opened?.message.kind, early]).toEqual(['opened', []])
    const sent = { status: 'sent', attempts: 1, error: null, nextAttemptAt: null } as const
    await alerts.settleDelivery(opened?.id ?? '', sent, at(9999))
    const [recovered] = await alerts.dueDeliveries(at(9999), 10)
    expect(recovered?.message.text).toMatch(
      /^The run due at 2026-11-23 08:05 UTC started 1m 30s late\.\nhttps:\/\/flx\.example\.com\/pipelines\//,
    )
    expect((await alerts.incidents({ limit: 10, state: 'open' })).items).toEqual([])
  })

  it('opens none while paused, waiting by its policy, or without a rule; and is silent if muted', async () => {
    await using test = await open()
    const clock = await onClock(test)
    const { alerts, schedules } = test.stores
    const busy = await storedPipeline(test.stores, {
      name: 'Busy',
      schedule: '5 8 * * *',
      missedTicks: 'all',
    })
    await startedExecution(test.stores, busy)
    await storedPipeline(test.stores, { name: 'Tagged', schedule: '5 8 * * *', tags: ['nightly'] })
    await storedPipeline(test.stores, { name: 'Off', schedule: '5 8 * * *', isActive: false })
    const watching = rule({ channelIds: [clock.channelId], notifyRecovery: false })
    await alerts.saveRule({ ...watching, tags: ['other'] })
    await clock.plan()
    clock.to(3600)
    expect(await clock.check()).toBe(false)
    await alerts.saveRule(watching)
    await schedules.setPause({ at: at(0), by: 'Ada' })
    expect(await clock.check()).toBe(false)
    await test.database.db.deleteFrom('meta').where('name', '=', 'schedules-paused').execute()
    expect(await clock.check()).toBe(true)
    expect(await clock.told()).toEqual(['opened: Tagged: On time'])
    await clock.fire()
    expect(await clock.check()).toBe(true)
    expect(await clock.told()).toHaveLength(1)
    expect((await alerts.incidents({ limit: 10, state: 'open' })).items).toEqual([])
  })

  it('is reported together with the others when many are late at once', async () => {
    await using test = await open()
    const clock = await onClock(test)
    for (let index = 0; index < 12; index++)
      await storedPipeline(test.stores, { name: `Pipeline ${index}`, schedule: '5 8 * * *' })
    const watching = rule({ channelIds: [clock.channelId] })
    await test.stores.alerts.saveRule(watching)
    await clock.plan()
    clock.to(3600)
    await clock.check()
    expect(await clock.told()).toEqual(['opened: 12 schedules are late: On time'])
    const [due] = await test.stores.alerts.dueDeliveries(at(9999), 10)
    expect(due?.message.text).toContain(' and 2 more.')
    expect((await test.stores.alerts.rules())[0]).toMatchObject({ openIncidents: 12 })
    await clock.fire()
    await clock.check()
    expect(await clock.told()).toHaveLength(2)
    expect((await test.stores.alerts.rules())[0]).toMatchObject({ openIncidents: 0 })
    // A rule that no longer watches leaves no open incident behind.
    clock.to(3600 * 48)
    await clock.check()
    await test.stores.alerts.saveRule({ ...watching, isActive: false })
    expect((await test.stores.alerts.rules())[0]).toMatchObject({ openIncidents: 0 })
  })
})
