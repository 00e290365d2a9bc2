import { formatNumber } from '@flx/shared/core/quantities'
import { parseArgs } from 'node:util'

import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { fillDataFolder } from './fill-data-folder.ts'

/** The first half of `npm run demo`: fills the data folder, once. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pipelines: { type: 'string', default: '200' },
      executions: { type: 'string', default: '100000' },
    },
  })
  const { dataDir } = readEnvironment(process.env)
  const began = performance.now()
  const count = await fillDataFolder(dataDir, {
    pipelines: Number(values.pipelines),
    executions: Number(values.executions),
    logs: true,
  })
  if (count === null) return
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `Created ${values.pipelines} pipelines and ${formatNumber(count)} sample executions in ${dataDir} (${seconds} s).`,
  )
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
