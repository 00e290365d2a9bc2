import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { benchOptions } from '../support/options.ts'
import { comparePairs, comparisonTable, type Comparison } from '../support/pairs.ts'
import { joinByRunner, joinByShell, type Programs } from './support/programs.ts'
import { writeCsv, writeRecords } from './support/records.ts'

export interface PipeBenchOptions {
  records: number
  pairs: number
  /** Only the cases whose name contains this. */
  only: string
}

interface Case extends Programs {
  name: string
  /** Removes the output of the previous pass; counted on both sides alike. */
  clean: () => Promise<void>
}

/** Compares the runner's pipe with the shell's: wall time, ratio and the runner's own CPU time. */
export async function benchPipe({ records, pairs, only }: PipeBenchOptions): Promise<Comparison[]> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-bench-'))
  try {
    const comparisons: Comparison[] = []
    for (const benchCase of await casesIn(folder, records)) {
      if (!benchCase.name.includes(only)) continue
      comparisons.push(
        await comparePairs(
          benchCase.name,
          pairs,
          async () => {
            await benchCase.clean()
            await joinByShell(benchCase)
          },
          async () => {
            await benchCase.clean()
            const counted = await joinByRunner(benchCase)
            if (counted !== records) throw new Error(`${benchCase.name}: ${counted} of ${records} records`)
          },
        ),
      )
    }
    return comparisons
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const connector = (name: string): string => join(import.meta.dirname, '../../src/connectors', `${name}.ts`)

async function casesIn(folder: string, records: number): Promise<Case[]> {
  const stream = join(folder, 'records.singer')
  await writeRecords(stream, records)
  const discard = ['sh', '-c', 'exec cat > /dev/null']
  const cases: Case[] = [
    { name: 'cat | cat', tap: ['cat', stream], target: discard, cwd: folder, clean: async () => undefined },
  ]
  const csv = join(folder, 'people.csv')
  const tapConfig = join(folder, 'tap.json')
  await writeCsv(csv, records)
  await writeFile(tapConfig, JSON.stringify({ files: [{ entity: 'people', path: csv, keys: ['id'] }] }))
  const output = join(folder, 'output')
  const settings = {
    'target-jsonl': { destination_path: output },
    'target-sqlite': { database: join(output, 'people.db') },
  }
  for (const [target, config] of Object.entries(settings)) {
    if (!existsSync(connector(target)) || !existsSync(connector('tap-csv'))) continue
    const targetConfig = join(folder, `${target}.json`)
    await writeFile(targetConfig, JSON.stringify(config))
    cases.push({
      name: `tap-csv | ${target}`,
      tap: [process.execPath, connector('tap-csv'), '--config', tapConfig],
      target: [process.execPath, connector(target), '--config', targetConfig],
      cwd: folder,
      clean: async () => {
        await rm(output, { recursive: true, force: true })
        await mkdir(output)
      },
    })
  }
  return cases
}

if (import.meta.main && benchOptions().only !== 'scale') {
  const { records, pairs, only } = benchOptions()
  const comparisons = await benchPipe({ records, pairs, only })
  console.log(`${records.toLocaleString('en')} records, medians of ${pairs} alternating pairs`)
  console.log(comparisonTable('shell', comparisons))
}
