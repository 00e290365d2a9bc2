import { describe, expect, it } from 'vitest'

import { readProjectFiles } from '../../../src/adapters/projects/project-reader.ts'

const OPTIONS = { environment: null, variables: {}, serverVariables: [], folder: null, serverPlugins: [] }
const read = (text: string, maxMs?: number) =>
  readProjectFiles({ files: [{ path: 'meltano.yml', text }], options: OPTIONS, hub: {} }, maxMs)

const HOSTILE: Record<string, string> = {
  'keys without values': '? a\n'.repeat(225_000),
  'many short keys': Array.from({ length: 100_000 }, (_, index) => `k${index}:\n`).join(''),
  aliases: `a: &a 1\nb:\n${'- *a\n'.repeat(150_000)}`,
  anchors: Array.from({ length: 60_000 }, (_, index) => `- &a${index} 1\n`).join(''),
  'open brackets': '['.repeat(900_000),
  'nested lists': '- '.repeat(400_000),
  quotes: `a: "${'\\n'.repeat(400_000)}`,
  comments: '#\n'.repeat(400_000),
  'flow pairs': `{${'a,'.repeat(400_000)}}`,
  'block scalars': 'a: |\n x\n'.repeat(90_000),
}

describe('a hostile project', () => {
  it.each(Object.keys(HOSTILE))(
    'is refused or read within seconds: %s',
    { timeout: 60_000 },
    async (name) => {
      const before = process.threadCpuUsage()
      const answer = await read(HOSTILE[name] ?? '', 10_000).catch((error: unknown) => error)
      const { user, system } = process.threadCpuUsage(before)
      // Other requests are served meanwhile.
      expect((user + system) / 1000).toBeLessThan(1000)
      expect(answer instanceof Error ? answer : { code: 'invalid' }).toMatchObject({ code: 'invalid' })
    },
  )

  it('is abandoned after a time limit', async () => {
    await expect(read(HOSTILE['many short keys'] ?? '', 1)).rejects.toThrow('took too long')
  })
})

it('keeps the digits of numbers', async () => {
  const project = await read(
    'plugins: {extractors: [{name: tap-a, namespace: a, pip_url: a, config: {n: 12345678901234567890.10}}]}',
  )
  expect(JSON.stringify(project.plugins[0]?.settings)).toBe('{"n":12345678901234567890.10}')
})
