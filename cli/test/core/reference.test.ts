import { readFileSync, writeFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { COMMANDS, SECTIONS } from '../../src/commands.ts'
import { referenceText } from '../../src/core/reference.ts'

const FILE = new URL('../../../docs/command-line.md', import.meta.url)
const MARK = '<!-- reference: written by FLX_WRITE_DOCS=1 vitest run --root . --project cli reference -->\n\n'

test('docs/command-line.md contains the reference from the command table', () => {
  const [before = '', after] = readFileSync(FILE, 'utf8').split(MARK)
  const wanted = `${referenceText(SECTIONS)}\n`
  const writes = process.env['FLX_WRITE_DOCS'] === '1'
  if (writes) writeFileSync(FILE, before + MARK + wanted)
  expect(writes ? wanted : after).toBe(wanted)
})

test('every command has an example that uses it, and documents its --json output', () => {
  for (const { name, examples, json } of COMMANDS) {
    expect(examples.some(([line]) => line.includes(`flx ${name}`))).toBe(true)
    expect(json).toMatch(/\.|:/)
  }
})
