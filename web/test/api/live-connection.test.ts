import { TOPICS, type Topic, type TopicKind } from '@flx/shared/live/live-topics'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import { createLiveConnection } from '#web/api/live/live-connection.ts'
import { keysOf } from '#web/api/live/live-keys.ts'
import { ReplacedPart } from '#web/lib/browser/load-part.ts'

import { fakeSocket } from '../support/fake-socket.ts'

const ID = '018f0000-0000-7000-8000-000000000000'
const topics = (Object.keys(TOPICS) as TopicKind[]).map(
  (kind) => (TOPICS[kind].about === 'one' ? `${kind}:${ID}` : kind) as Topic,
)
const settle = () => vi.advanceTimersByTimeAsync(1000)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A page that follows a topic and shows every query that the topic keeps fresh. */
async function pageOf(topic: Topic) {
  const queries = new QueryClient()
  const { socket, asSocket } = fakeSocket()
  const connection = createLiveConnection(queries, () => Promise.resolve(asSocket))
  let missed = 0
  const loads = new Map<string, number>()
  const hides = keysOf(topic).map((queryKey) =>
    new QueryObserver(queries, {
      queryKey,
      queryFn: () => {
        const name = JSON.stringify(queryKey)
        loads.set(name, (loads.get(name) ?? 0) + 1)
        return {}
      },
      staleTime: Infinity,
    }).subscribe(() => undefined),
  )
  let opened = 0
  connection.onGap((_topic, gap) => {
    if (gap === 'outage') missed += 1
    else opened += 1
  })
  const close = connection.open()
  connection.follow(topic)
  onTestFinished(() => {
    close()
    for (const hide of hides) hide()
    queries.clear()
  })
  await settle()
  return {
    socket,
    missed: () => missed,
    opened: () => opened,
    loads: () => [...loads.values()],
    shown: hides.length,
  }
}

describe.each(topics)('%s', (topic) => {
  it('reloads what it keeps fresh after a reconnect', async () => {
    const page = await pageOf(topic)
    page.socket.comeUp()
    await settle()
    const before = page.loads()
    // A message without a number between the first load and the subscription is missed.
    expect([page.opened(), page.missed()]).toEqual([1, 0])
    page.socket.goDown()
    page.socket.comeUp()
    await settle()
    expect(page.socket.subscribed).toEqual([topic, topic])
    expect(page.loads()).toEqual(before.map((count) => count + 1))
    expect(page.missed()).toBe(1)
  })

  it('reloads it from time to time while the socket is down', async () => {
    const page = await pageOf(topic)
    await vi.advanceTimersByTimeAsync(16_000)
    expect(page.loads()).toEqual(Array.from({ length: page.shown }, () => 2))
    expect(page.missed()).toBe(1)
  })
})

it('after an outage also reloads what no topic keeps fresh', async () => {
  const queries = new QueryClient()
  const { socket, asSocket } = fakeSocket()
  const connection = createLiveConnection(queries, () => Promise.resolve(asSocket))
  let loads = 0
  const hide = new QueryObserver(queries, {
    queryKey: ['accounts'],
    queryFn: () => (loads += 1),
    staleTime: Infinity,
  }).subscribe(() => undefined)
  const close = connection.open()
  connection.follow('pipelines')
  onTestFinished(() => {
    close()
    hide()
    queries.clear()
  })
  await settle()
  socket.comeUp()
  await settle()
  expect(loads).toBe(1)
  socket.goDown()
  socket.comeUp()
  await settle()
  expect(loads).toBe(2)
})

it('stays subscribed to a topic whose last follower gives way to another', async () => {
  const { socket, asSocket } = fakeSocket()
  const connection = createLiveConnection(new QueryClient(), () => Promise.resolve(asSocket))
  onTestFinished(connection.open())
  await settle()
  socket.comeUp()
  const unfollow = connection.follow('schedules')
  unfollow()
  const unfollowAgain = connection.follow('schedules')
  await settle()
  expect([socket.subscribed, socket.unsubscribed]).toEqual([['schedules'], []])
  unfollowAgain()
  await settle()
  expect([socket.subscribed, socket.unsubscribed]).toEqual([['schedules'], ['schedules']])
})

it('requests Socket.IO again if it could not be loaded', async () => {
  const queries = new QueryClient()
  const { socket, asSocket } = fakeSocket()
  const loads: Promise<typeof asSocket>[] = [
    Promise.reject(new Error('unreachable')),
    Promise.resolve(asSocket),
  ]
  let connected = 0
  socket.connect = () => void (connected += 1)
  const connection = createLiveConnection(queries, () => loads.shift() ?? Promise.resolve(asSocket))
  const close = connection.open()
  onTestFinished(close)
  await settle()
  expect(connection.status().state).toBe('reconnecting')
  expect(connected).toBe(0)
  await vi.advanceTimersByTimeAsync(3000)
  expect(connected).toBe(1)
  expect(loads).toEqual([])
})

it('waits longer each time, and says so if an update replaced Socket.IO', async () => {
  const queries = new QueryClient()
  const { asSocket } = fakeSocket()
  const loadTimes: number[] = []
  const connection = createLiveConnection(queries, () => {
    loadTimes.push(Date.now())
    return loadTimes.length < 8 ? Promise.reject(new ReplacedPart('esm.js')) : Promise.resolve(asSocket)
  })
  const close = connection.open()
  onTestFinished(close)
  await vi.advanceTimersByTimeAsync(240_000)
  expect(loadTimes.slice(1).map((time, index) => time - (loadTimes[index] ?? 0))).toEqual([
    3000, 6000, 12_000, 24_000, 48_000, 60_000, 60_000,
  ])
  expect(connection.status().refused).toMatch(/^The server was updated/)
})
