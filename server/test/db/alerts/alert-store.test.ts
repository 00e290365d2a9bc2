import { expect, it } from 'vitest'

import type { NewDelivery } from '../../../src/domain/alerts/alert-store.ts'
import { anAlertRule } from '../../support/alert-rule.ts'
import { describeDialects } from '../../support/database.ts'
import { aResult, at, newId, startedExecution, storedPipeline } from '../../support/records.ts'

const channel = () => ({
  id: newId(),
  name: 'Team',
  settings: { kind: 'slack' as const, url: 'https://hooks.example.com/secret-path' },
  createdAt: at(0),
  updatedAt: at(0),
})
const delivery = (channelId: string): NewDelivery => ({
  id: newId(),
  channelId,
  message: {
    kind: 'opened',
    subject: 'Something is wrong',
    text: 'It failed.',
    ruleName: 'A rule',
    pipeline: null,
    executionId: null,
    at: at(0),
  },
})

describeDialects('alerts', (open) => {
  it('open once per rule and pipeline, close with a message, and count an event once', async () => {
    await using test = await open()
    const { alerts } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const lease = await startedExecution(test.stores, pipeline)
    await test.stores.executions.finish(lease, aResult({ status: 'failed' }), at(3))
    const team = channel()
    await alerts.saveChannel(team)
    const watching = anAlertRule({ channelIds: [team.id] })
    await alerts.saveRule(watching)
    const opened = () => ({
      incident: {
        id: newId(),
        rule: watching,
        pipelineId: pipeline.id,
        pipelineName: pipeline.name,
        executionId: lease.executionId,
        message: 'It failed.',
      },
      deliveries: [delivery(team.id)],
    })
    expect(await alerts.position()).toBe(0)
    await alerts.apply({ opened: [opened()], closed: [] }, 7, at(4))
    await alerts.apply({ opened: [opened()], closed: [] }, 8, at(5))
    expect(await alerts.position()).toBe(8)
    expect((await alerts.rules())[0]).toMatchObject({ openIncidents: 1 })
    expect(await alerts.dueDeliveries(at(6), 10)).toMatchObject([{ attempts: 0, channel: team }])
    const closing = { ruleId: watching.id, pipelineId: pipeline.id, deliveries: [delivery(team.id)] }
    await alerts.apply({ opened: [], closed: [closing, closing] }, 9, at(6))
    expect(await alerts.dueDeliveries(at(7), 10)).toHaveLength(2)
    const { items } = await alerts.incidents({ limit: 10, state: 'closed' })
    expect(items).toMatchObject([{ openedAt: at(4), closedAt: at(6), message: 'It failed.' }])
    expect((await alerts.incidents({ limit: 10, state: 'open' })).items).toEqual([])
  })

  it('hold a recovery message until the channel has received the incident, but no others', async () => {
    await using test = await open()
    const { alerts } = test.stores
    const [team, others] = [channel(), channel()]
    for (const each of [team, others]) await alerts.saveChannel(each)
    const pipeline = { id: newId(), name: 'Orders' }
    const about = (channelId: string, kind: 'opened' | 'recovered', more = {}): NewDelivery => {
      const { id, message } = delivery(channelId)
      return { id, channelId, message: { ...message, kind, pipeline, ...more } }
    }
    const opened = about(team.id, 'opened')
    const recovered = about(team.id, 'recovered')
    const elsewhere = about(others.id, 'recovered')
    const otherRule = about(team.id, 'recovered', { ruleName: 'Another rule' })
    for (const [index, each] of [opened, recovered, elsewhere, otherRule].entries()) {
      await alerts.addDelivery(each, at(index))
    }
    const due = async (now: string) => (await alerts.dueDeliveries(now, 10)).map(({ id }) => id)
    expect(await due(at(9))).toEqual([opened.id, elsewhere.id, otherRule.id])
    const later = { status: 'pending', attempts: 1, error: '503', nextAttemptAt: at(60) } as const
    await alerts.settleDelivery(opened.id, later, at(10))
    expect(await due(at(11))).toEqual([elsewhere.id, otherRule.id])
    const listed = async () =>
      (await alerts.deliveries({ limit: 10 })).items.find(({ id }) => id === recovered.id)?.nextAttemptAt
    expect(await listed()).toBeNull()
    const given = { status: 'failed', attempts: 6, error: '503', nextAttemptAt: null } as const
    await alerts.settleDelivery(opened.id, given, at(61))
    expect(await due(at(62))).toEqual([recovered.id, elsewhere.id, otherRule.id])
    expect(await listed()).toBe(at(1))
    const busy = { ids: [recovered.id], channelIds: [others.id] }
    expect((await alerts.dueDeliveries(at(62), 10, busy)).map(({ id }) => id)).toEqual([otherRule.id])

    const again = about(team.id, 'opened')
    await alerts.addDelivery(again, at(70))
    expect(await due(at(71))).not.toContain(again.id)
    expect(await alerts.retryNow(again.id, at(72))).toBe(true)
    expect(await due(at(72))).toContain(again.id)
  })

  it('settle a delivery once; deliveries wait for their time and are deleted with their channel', async () => {
    await using test = await open()
    const { alerts } = test.stores
    const team = channel()
    await alerts.saveChannel(team)
    await alerts.saveRule(anAlertRule({ channelIds: [team.id, newId()] }))
    const first = delivery(team.id)
    await alerts.addDelivery(first, at(1))
    const later = { status: 'pending' as const, attempts: 1, error: 'no answer', nextAttemptAt: at(60) }
    await alerts.settleDelivery(first.id, later, at(2))
    expect(await alerts.dueDeliveries(at(59), 10)).toEqual([])
    expect(await alerts.nextDue()).toBe(at(60))
    const sent = { status: 'sent' as const, attempts: 2, error: null, nextAttemptAt: null }
    await alerts.settleDelivery(first.id, sent, at(61))
    await alerts.settleDelivery(first.id, { ...later, nextAttemptAt: at(99) }, at(62))
    expect((await alerts.deliveries({ limit: 10 })).items).toMatchObject([
      { status: 'sent', attempts: 2, sentAt: at(61), channelName: 'Team' },
    ])
    expect((await alerts.channels())[0]?.lastDelivery).toEqual({ at: at(1), status: 'sent', error: null })
    expect(await alerts.removeChannel(team.id)).toBe(true)
    expect((await alerts.deliveries({ limit: 10 })).items).toEqual([])
    expect((await alerts.rules())[0]?.channelIds).toHaveLength(1)
  })

  it('seal the settings of a channel', async () => {
    await using test = await open()
    const team = channel()
    await test.stores.alerts.saveChannel(team)
    const row = await test.database.db
      .selectFrom('alert_channel')
      .select('settings')
      .executeTakeFirstOrThrow()
    expect(row.settings).not.toContain('secret-path')
    expect(await test.stores.alerts.findChannels([team.id])).toEqual([team])
  })

  it('compare an execution with the ended ones before it, newest first', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const ids: string[] = []
    for (const [index, status] of (['success', 'failed', 'success'] as const).entries()) {
      const lease = await startedExecution(test.stores, pipeline, { seconds: index * 10 })
      await test.stores.executions.finish(lease, aResult({ status }), at(index * 10 + 5))
      ids.push(lease.executionId)
    }
    const before = await test.stores.alerts.endedBefore(ids[2] ?? '', 10)
    expect(before.map(({ id, status }) => [id, status])).toEqual([
      [ids[1], 'failed'],
      [ids[0], 'success'],
    ])
  })
})
