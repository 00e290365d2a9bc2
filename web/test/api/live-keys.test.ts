import { isTopic, ruleOf, topicsOf, TOPICS, type Topic, type TopicKind } from '@flx/shared/live/live-topics'
import { hashKey } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'

import { applyMessage, type LiveMessage } from '#web/api/live/apply-message.ts'
import { keysOf } from '#web/api/live/live-keys.ts'

import { MESSAGES } from '../support/messages.ts'

type Key = readonly unknown[]

const ID = '018f0000-0000-7000-8000-000000000000'
const KINDS = Object.keys(TOPICS) as TopicKind[]
const topic = (kind: TopicKind): Topic => (TOPICS[kind].about === 'one' ? `${kind}:${ID}` : kind) as Topic

/** All messages except `storage.changed`, which goes to every page without a subscription. */
const messages = Object.values(MESSAGES)
  .flat()
  .filter((message: LiveMessage) => message.type !== 'storage.changed')
  .map((message) => [message.type, message] as const)
const isBelow = (key: Key, root: Key): boolean => hashKey(key.slice(0, root.length)) === hashKey(root)

/** Returns every key that applying a message reads, changes or marks stale. */
function touchedBy(message: LiveMessage): Key[] {
  const touched: Key[] = []
  const note = (key: Key) => void touched.push(key)
  applyMessage({ patch: note, advance: note, invalidate: note }, message)
  return touched
}

describe('the live table', () => {
  it.each(messages)('makes %s reach a page', (_type, message) => {
    expect(topicsOf(message).length).toBeGreaterThan(0)
    for (const reached of topicsOf(message)) expect(KINDS).toContain(reached.split(':')[0])
  })

  it.each(KINDS)('names the queries to load after a gap in %s', (kind) => {
    expect(keysOf(topic(kind)).length).toBeGreaterThan(0)
  })

  it.each(messages)('after a gap loads all that %s would have changed', (_type, message) => {
    const loaded = topicsOf(message).flatMap(keysOf)
    const forgotten = touchedBy(message).filter((key) => !loaded.some((root) => isBelow(key, root)))
    expect(forgotten).toEqual([])
  })

  it('knows its topics, with an ID where one is needed and none elsewhere', () => {
    for (const kind of KINDS) {
      expect(isTopic(topic(kind))).toBe(true)
      expect(isTopic(TOPICS[kind].about === 'one' ? kind : `${kind}:${ID}`)).toBe(false)
    }
    for (const text of ['', 'everything', 'toString', '__proto__', `pipeline:${ID}:${ID}`, 'pipelines:', 5]) {
      expect(isTopic(text)).toBe(false)
    }
  })

  it('sends installation output and receiver data only to users who can see them', () => {
    expect(KINDS.filter((kind) => ruleOf(topic(kind)).role !== 'viewer').toSorted()).toEqual([
      'openLineage',
      'plugin',
    ])
  })
})
