import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { BUNDLED_CONNECTORS } from '../../src/connectors/definitions.ts'

const SERVER = join(import.meta.dirname, '../..')
const SHARED = join(SERVER, '../shared/src')

/** The packages that a program loads, directly or through its other modules. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(/^import (?!type )(?:[^';]*? from )?'([^']+)'/gm)
  return [...imports].flatMap(([, name = '']) => {
    if (name.startsWith('node:')) return []
    if (name.startsWith('.')) return packagesOf(join(file, '..', name), seen)
    if (name.startsWith('@flx/shared/')) return packagesOf(sharedFile(name), seen)
    return [name]
  })
}

const sharedFile = (name: string): string => `${join(SHARED, name.slice('@flx/shared/'.length))}.ts`

// Each execution starts them: a package such as zod would take as long as everything else in them.
it.each(BUNDLED_CONNECTORS)('$program loads no package but that of its database', ({ program }) => {
  const file = join(SERVER, 'src/connectors', program)
  expect(existsSync(file)).toBe(true)
  expect(packagesOf(file).filter((name) => name !== 'better-sqlite3')).toEqual([])
})
