import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { createPrerenderer, type PrerenderTimes } from '../../../src/adapters/web/prerenderer.ts'
import { createLog } from '../../../src/core/log.ts'

const LOOK = { zone: 'UTC', phone: false }
/** Draws its input, which decides how the drawing goes wrong. */
const PROGRAM = `
  import { setTimeout as wait } from 'node:timers/promises'
  export async function prerender(answers, { zone }) {
    const { body } = answers['/list']
    if (body === 'broken') throw new Error('It is broken.')
    if (body === 'dies') process.exit(1)
    if (body === 'hangs') await wait(60_000)
    return body + ' in ' + zone
  }`

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-prerender-'))
  file = join(folder, 'prerender.mjs')
  await writeFile(file, PROGRAM)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const given = (body: string) => vi.fn(async () => ({ '/list': { body, headers: {} } }))
function start(times?: PrerenderTimes, from = file) {
  const log = createLog('silent')
  const warn = vi.spyOn(log, 'warn')
  const prerenderer = createPrerenderer(from, log, times)
  const draw = (body: string) => prerenderer.draw(given(body), LOOK)
  /** Until the thread has drawn for the first time. */
  const ready = () =>
    vi.waitFor(async () => expect(await draw('first')).toBe('first in UTC'), { timeout: 20_000 })
  return { prerenderer, warn, draw, ready, [Symbol.asyncDispose]: () => prerenderer[Symbol.asyncDispose]() }
}

it('draws in a thread that the first document starts and does not wait for', async () => {
  await using parts = start()
  expect(await parts.draw('rows')).toBeUndefined()
  await parts.ready()
  expect(await parts.draw('rows')).toBe('rows in UTC')
})

describe('sends the document undrawn', () => {
  it('when the page was not built', async () => {
    await using parts = start({}, join(folder, 'none.mjs'))
    const answers = given('rows')
    expect(await parts.prerenderer.draw(answers, LOOK)).toBeUndefined()
    expect(answers).not.toHaveBeenCalled()
  })

  it('when drawing fails, logs why, and draws the next', async () => {
    await using parts = start()
    await parts.ready()
    expect(await parts.draw('broken')).toBeUndefined()
    expect(parts.warn).toHaveBeenCalledWith({ error: 'It is broken.' }, expect.any(String))
    expect(await parts.draw('rows')).toBe('rows in UTC')
  })

  it('when drawing takes too long', async () => {
    await using parts = start({ maxWaitMs: 20 })
    await parts.ready()
    expect(await parts.draw('hangs')).toBeUndefined()
  })

  it('when several already wait, and then requests no answers', async () => {
    await using parts = start({ maxWaitMs: 60_000 })
    await parts.ready()
    const hanging = ['1', '2', '3', '4'].map(() => parts.draw('hangs'))
    const answers = given('rows')
    await vi.waitFor(async () => expect(await parts.prerenderer.draw(answers, LOOK)).toBeUndefined())
    expect(answers).not.toHaveBeenCalled()
    await parts.prerenderer[Symbol.asyncDispose]()
    expect(await Promise.all(hanging)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('when the thread ends, and starts it again later', async () => {
    await using parts = start({ retryMs: 0 })
    await parts.ready()
    expect(await parts.draw('dies')).toBeUndefined()
    await parts.ready()
  })
})

it('ends the thread when no user opens the page', async () => {
  await using parts = start({ idleMs: 200 })
  await parts.ready()
  // An ended thread starts again: the next document is sent undrawn.
  await vi.waitFor(async () => expect(await parts.draw('rows')).toBeUndefined(), {
    interval: 400,
    timeout: 20_000,
  })
})
