import { expect, it, onTestFinished, vi } from 'vitest'

import { createDeliverer } from '../../../src/app/alerts/deliver-alerts.ts'

it('a message whose outcome cannot be stored is sent once, and its outcome is stored later', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const delivery = {
    id: 'd',
    attempts: 0,
    message: { kind: 'failure' },
    channel: { id: 'c', name: 'Slack', settings: {} },
  }
  const dueDeliveries = vi.fn(async (_now: string, _limit: number, { ids }: { ids: string[] }) =>
    ids.includes('d') ? [] : [delivery],
  )
  const settleDelivery = vi.fn<() => Promise<void>>().mockResolvedValue()
  settleDelivery.mockRejectedValueOnce(new Error('The disk is full.'))
  const send = vi.fn<() => Promise<void>>().mockResolvedValue()
  const context = {
    alerts: { dueDeliveries, settleDelivery },
    sender: { send },
    clock: { now: () => new Date() },
    log: { warn: () => undefined, error: () => undefined },
  }
  const settled = vi.fn()
  await using deliverer = createDeliverer(context as never, settled)
  await deliverer.begin()
  await vi.advanceTimersByTimeAsync(1000)
  await deliverer.begin()
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(settled).toHaveBeenCalledOnce()
  expect(send).toHaveBeenCalledOnce()
  expect(settleDelivery).toHaveBeenLastCalledWith(
    'd',
    expect.objectContaining({ status: 'sent' }),
    expect.any(String),
  )
})
