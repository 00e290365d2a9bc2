import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { LOADERS } from './support/destinations.ts'
import { comparable } from './support/held.ts'
import { pipeByShell, programOf } from './support/shell.ts'
import { unwanted, useSystems, type UsedSystems } from './support/use-systems.ts'

/** The bundled one as well: a shell can start it. */
const TARGETS = Object.keys(LOADERS)

describe.skipIf(unwanted() !== null)("the SDK's streams, through a shell and through us", () => {
  const use = useSystems()

  it.for(TARGETS)('%s holds the same', { timeout: 900_000 }, async (id, { skip }) => {
    const reason = use.whyNot()
    if (reason !== null) skip(reason)
    const { engine } = use.systems
    await use.install(id)
    const folder = await streamsOf(use)
    const files = readdirSync(folder).filter((name) => name.endsWith('.singer'))
    expect(files.length).toBeGreaterThan(15)
    const loader = LOADERS[id]
    const different: Record<string, unknown> = {}
    for (const [index, file] of files.entries()) {
      const place = `stream_${TARGETS.indexOf(id)}_${index}`
      const [ours, theirs] = [
        await loader?.make(use.systems, `${place}_us`),
        await loader?.make(use.systems, `${place}_sh`),
      ]
      if (ours === undefined || theirs === undefined) throw new Error(`No loader ${id}`)
      const pipeline = await engine.pipeline({
        ...{ name: `${id} ${file}`, extractor: 'recorded', loader: id },
        config: { recorded: { file: join(folder, file) }, [id]: ours.config },
      })
      // One after the other: loaders that create tables in one PostgreSQL at once interfere.
      const code = await pipeByShell(engine, id, theirs.config, join(folder, file))
      const { status, errorMessage } = await engine.perform(pipeline)
      const [mine, shell] = [comparable(await ours.held()), comparable(await theirs.held())]
      // A failing loader stops wherever its threads happen to be.
      const both = (code === 0) === (status === 'success')
      if (!both || (code === 0 && JSON.stringify(mine) !== JSON.stringify(shell)))
        different[file] = { code, status, errorMessage, mine, shell }
    }
    expect(different).toEqual({})
  })
})

/** Streams that ship with the SDK (Apache-2.0), in the version that a loader was installed with. */
async function streamsOf({ install, systems }: UsedSystems): Promise<string> {
  await install('meltanolabs-target-csv')
  const { environment } = await programOf(systems.engine, 'meltanolabs-target-csv')
  const python = readdirSync(join(environment, 'lib')).find((name) => name.startsWith('python')) ?? ''
  return join(environment, 'lib', python, 'site-packages/singer_sdk/testing/target_test_streams')
}
