import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { spawnFlx } from '../support/real-server.ts'

test('flx dev opens the project in a folder, keeps its data there, and leaves its files unchanged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-dev-'))
  try {
    const none = spawnFlx(['dev', folder], { HOME: folder })
    expect(await none.ended).toBe(1)
    expect(none.err).toContain('No meltano.yml')
    const text = 'version: 1\n'
    await writeFile(join(folder, 'meltano.yml'), text)
    const run = spawnFlx(['dev', folder, '--port', '0'], { HOME: folder, FLX_LOG_LEVEL: 'error' })
    while (!run.out.includes('is ready at')) await once(run.child.stdout!, 'data')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    expect(await readFile(join(folder, '.flx/.gitignore'), 'utf8')).toBe('*\n')
    expect(await readdir(join(folder, '.flx/data'))).toContain('flx.db')
    expect(await readFile(join(folder, 'meltano.yml'), 'utf8')).toBe(text)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
