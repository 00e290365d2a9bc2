import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { addNoOpPlugins } from '../support/no-ops.ts'
import type { LoopReport } from './support/loop-monitor.ts'
import { benchOptions } from '../support/options.ts'

const CONCURRENCY = 8
const LOOP_FILE = join(tmpdir(), `flx-bench-loop-${process.pid}.json`)

interface EndedExecution {
  id: string
  pipelineId: string
  status: string
  trigger: string
  queuedAt: string
  startedAt: string
  finishedAt: string
}

/** Many pipelines due in the same minute: none is lost, the limit is never exceeded, and the page still answers. */
async function main(): Promise<void> {
  const { scale, only } = benchOptions()
  if (only !== '' && only !== 'crowd') return
  const count = scale === 'small' ? 50 : 500
  await using server = await startBenchServer({
    env: {
      FLX_CONCURRENCY: String(CONCURRENCY),
      FLX_BENCH_LOOP: LOOP_FILE,
      NODE_OPTIONS: `--import ${join(import.meta.dirname, 'support/loop-monitor.ts')}`,
    },
  })
  const dueAt = await makeCrowd(server, count)
  await loopReport(server)
  await delay(5000)
  const idle = await loopReport(server)
  await delay(Math.max(0, dueAt.getTime() - Date.now() - 500))
  await loopReport(server)
  await waitForAll(server, count)
  const busy = await loopReport(server)
  report(count, dueAt, await endedExecutions(server), { idle, busy })
  rmSync(LOOP_FILE, { force: true })
}

/** Creates pipelines that are all due in one minute, far enough ahead to create them first. */
async function makeCrowd(server: BenchServer, count: number): Promise<Date> {
  const { extractor, loader } = await addNoOpPlugins(server)
  const dueAt = new Date(Math.ceil((Date.now() + 20_000 + count * 150) / 60_000) * 60_000)
  const schedule = `${dueAt.getUTCMinutes()} ${dueAt.getUTCHours()} * * *`
  for (let index = 0; index < count; index += 1) {
    await server.api('POST', '/pipelines', {
      name: `Crowd ${index}`,
      extractor,
      loader,
      schedule,
    })
  }
  if (Date.now() > dueAt.getTime() - 7000) throw new Error('Creating the pipelines took too long.')
  return dueAt
}

async function waitForAll(server: BenchServer, count: number): Promise<void> {
  for (;;) {
    const { total } = await server.api<{ total: number }>('GET', '/executions?status=success&limit=1')
    if (total >= count) return
    await delay(500)
  }
}

async function endedExecutions(server: BenchServer): Promise<EndedExecution[]> {
  const all: EndedExecution[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: EndedExecution[]; nextCursor: string | null } = await server.api(
      'GET',
      `/executions?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    all.push(...page.items)
    cursor = page.nextCursor
  }
  return all
}

function report(
  count: number,
  dueAt: Date,
  executions: EndedExecution[],
  { idle, busy }: Record<'idle' | 'busy', LoopReport>,
): void {
  const pipelines = new Set(executions.map(({ pipelineId }) => pipelineId))
  const successful = executions.filter(
    ({ status, trigger }) => status === 'success' && trigger === 'schedule',
  )
  const seconds = (at: string) => (Date.parse(at) - dueAt.getTime()) / 1000
  const latest = (momentOf: (execution: EndedExecution) => string) =>
    Math.max(...executions.map((execution) => seconds(momentOf(execution))))
  console.log(`${count} pipelines due in the same minute, at most ${CONCURRENCY} at once`)
  console.log(
    `  executions ${executions.length}, of different pipelines ${pipelines.size}, successful ${successful.length}, most at once ${maxOverlap(executions)}`,
  )
  console.log(
    `  all queued ${latest(({ queuedAt }) => queuedAt).toFixed(1)} s after the minute, all ended after ${latest(({ finishedAt }) => finishedAt).toFixed(1)} s`,
  )
  for (const [name, { seconds: length, delayMs, ownMs, garbageMs }] of Object.entries({ idle, busy })) {
    console.log(
      [
        `  event loop ${name} (${length.toFixed(0)} s, ${ownMs.count.toLocaleString('en')} callbacks):`,
        `    the longest synchronous stretch took ${ownMs.most.toFixed(1)} ms of the processor (limit 50; over 20 ms: ${ownMs.over20}, over 50 ms: ${ownMs.over50})`,
        `    garbage collection ${garbageMs.sum.toFixed(0)} ms in all, at most ${garbageMs.most.toFixed(1)} ms`,
        `    delay by the clock p99 ${delayMs.p99.toFixed(1)} ms, most ${delayMs.most.toFixed(1)} ms`,
      ].join('\n'),
    )
  }
}

/** Returns the highest number of executions that ran at the same time. */
function maxOverlap(executions: EndedExecution[]): number {
  const moments = executions
    .flatMap(({ startedAt, finishedAt }) => [
      { at: startedAt, step: 1 },
      { at: finishedAt, step: -1 },
    ])
    // An end makes room for a start in the same millisecond.
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.step - b.step))
  let running = 0
  return Math.max(...moments.map(({ step }) => (running += step)))
}

async function loopReport(server: BenchServer): Promise<LoopReport> {
  rmSync(LOOP_FILE, { force: true })
  process.kill(server.pid, 'SIGUSR2')
  for (;;) {
    try {
      return JSON.parse(readFileSync(LOOP_FILE, 'utf8')) as LoopReport
    } catch {
      await delay(20)
    }
  }
}

await main()
