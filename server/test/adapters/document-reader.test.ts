import { expect, it } from 'vitest'

import { readDocument } from '../../src/adapters/documents/document-reader.ts'

const entry = (index: number): string => `- name: Pipeline ${index}\n  tags: [one, two]\n`
const long = Array.from({ length: 2000 }, (_, index) => entry(index)).join('')

it('reads short and long documents alike', async () => {
  expect(await readDocument(entry(7))).toEqual([{ name: 'Pipeline 7', tags: ['one', 'two'] }])
  const read = await readDocument(long)
  expect(read).toHaveLength(2000)
  expect((read as unknown[])[1999]).toEqual({ name: 'Pipeline 1999', tags: ['one', 'two'] })
})

it('says where a long document is broken', async () => {
  await expect(readDocument(`${long}- name: [\n`)).rejects.toMatchObject({
    code: 'invalid',
    fields: [{ path: 'yaml', message: expect.stringMatching(/^Line 400[12], column \d+: /) as string }],
  })
})

it('gives up on a slow document, and the server answers meanwhile', async () => {
  await expect(readDocument(long.repeat(20), 1)).rejects.toMatchObject({
    code: 'invalid',
    fields: [{ path: 'yaml', message: expect.stringContaining('took too long') as string }],
  })
})
