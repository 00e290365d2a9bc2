import { expect, it } from 'vitest'

import { loadPart, ReplacedPart } from '#web/lib/browser/load-part.ts'

const ADDRESS = 'https://flx.example.com/assets/esm-CGN6Djv4.js'
const lost = () => Promise.reject(new TypeError(`Failed to fetch dynamically imported module: ${ADDRESS}`))
const server = (status: number) => ({
  fetchPart: () => Promise.resolve(new Response(null, { status })),
  importPart: (address: string) => Promise.resolve({ from: address }),
})

it('requests a part that the browser will not fetch again at another URL', async () => {
  const part = await loadPart<unknown>(lost, server(200))
  expect(part).toMatchObject({ from: expect.stringMatching(/esm-CGN6Djv4\.js\?again=\d+$/) })
})

it('reports that an update replaced a part', async () => {
  await expect(loadPart(lost, server(404))).rejects.toThrow(ReplacedPart)
})

it('passes on the message of any other error', async () => {
  await expect(loadPart(() => Promise.reject(new Error('no')), server(200))).rejects.toThrow('no')
})
