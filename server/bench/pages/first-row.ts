import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { List } from '@flx/shared/core/list'
import type { DatasetItem } from '@flx/shared/lineage/lineage'

import { findBrowser, NO_BROWSER } from '../../../e2e/support/browser.ts'
import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { launchChromium, openerOf, type Opening } from '../support/first-row.ts'
import { benchOptions, type BenchOptions } from '../support/options.ts'
import { median } from '../support/pairs.ts'

interface MeasuredPage {
  name: string
  scales: Record<BenchOptions['scale'], { pipelines: number; executions: number }>
  page(server: BenchServer): Promise<Parameters<typeof openerOf>[2]>
}

const MEASURED_PAGES: readonly MeasuredPage[] = [
  {
    name: 'first-row',
    scales: {
      full: { pipelines: 2000, executions: 100_000 },
      small: { pipelines: 500, executions: 20_000 },
    },
    page: async () => ({ path: '/executions', row: '[data-execution]', list: '/api/executions' }),
  },
  {
    // A picture is complete with its lines.
    name: 'picture',
    scales: { full: { pipelines: 200, executions: 2000 }, small: { pipelines: 200, executions: 2000 } },
    async page(server) {
      const list = await server.api<List<DatasetItem>>('GET', '/lineage/datasets?search=crm_customers')
      const id = list.items[0]?.id ?? ''
      return {
        ...{ path: `/lineage?dataset=${id}`, row: '.react-flow__edge-path' },
        list: `/api/lineage/datasets/${id}/neighbourhood`,
      }
    },
  },
]

/**
 * How long pages take to show their main content, and where the time goes. With `--before FOLDER` (a checkout of an
 * earlier version whose page is built) both are opened in alternation.
 */
async function main(): Promise<void> {
  const options = benchOptions()
  for (const measured of MEASURED_PAGES)
    if (options.only === '' || options.only === measured.name) await measure(measured, options)
}

async function measure(measured: MeasuredPage, options: BenchOptions): Promise<void> {
  const found = findBrowser()
  if (found === undefined) return console.log(NO_BROWSER)
  const folder = await mkdtemp(join(tmpdir(), 'flx-bench-'))
  try {
    const filled =
      options.data === '' || measured.name !== 'first-row' ? join(folder, 'filled') : options.data
    await fillDataFolder(filled, { ...measured.scales[options.scale], logs: false })
    const browser = await launchChromium(found)
    await using stack = new AsyncDisposableStack()
    stack.defer(() => browser.close())
    const versions = [
      ...(options.before === '' ? [] : [{ name: 'before', checkout: options.before }]),
      { name: options.before === '' ? 'now' : 'after', checkout: join(import.meta.dirname, '../../..') },
    ]
    const openers = []
    for (const { name, checkout } of versions) {
      const dataDir = join(folder, name)
      await cp(filled, dataDir, { recursive: true })
      const server = stack.use(await startBenchServer({ dataDir, checkout }))
      // A server that runs for a while, like that of an installation.
      await server.api('POST', '/schedules/pause')
      openers.push({ name, opener: stack.use(await openerOf(browser, server, await measured.page(server))) })
    }
    for (const cache of ['cold', 'warm'] as const) {
      const openings = new Map(openers.map(({ name }) => [name, [] as Opening[]]))
      // The first round does not count.
      for (let round = 0; round <= options.pairs; round += 1) {
        for (const { name, opener } of round % 2 === 0 ? openers : openers.toReversed()) {
          const opening = await opener[cache]()
          if (round > 0) openings.get(name)?.push(opening)
        }
      }
      console.log(`${measured.name} in Chromium, ${options.pairs} openings, ${cache} cache; medians:`)
      for (const [name, ofVersion] of openings) console.log(`  ${name.padEnd(7)}${describe(ofVersion)}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function describe(openings: readonly Opening[]): string {
  const medianOf = (figure: keyof Opening) => median(openings.map((opening) => opening[figure])).toFixed(0)
  return [
    `document ${medianOf('html')} ms`,
    `list requested ${medianOf('listRequested')} ms`,
    `answered ${medianOf('listAnswered')} ms`,
    `first row ${medianOf('row')} ms`,
    `work ${medianOf('worked')} ms (scripts ${medianOf('scripts')} ms)`,
    `${(median(openings.map(({ bytes }) => bytes)) / 1024).toFixed(0)} kB`,
  ].join(', ')
}

await main()
