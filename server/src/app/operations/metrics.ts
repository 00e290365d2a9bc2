import { bottleneckOf } from '@flx/shared/executions/effort'
import type { Step } from '@flx/shared/executions/step'
import { EXECUTION_TOTALS, type ExecutionTotals } from '@flx/shared/executions/execution-totals'

import type { ProcessFigures } from '../../domain/operations/process-figures.ts'
import { lateBefore } from '../../domain/schedules/tick-plan.ts'
import type { AppContext } from '../core/context.ts'
import { gauge, prometheusText, samplesBy, type Metric } from './prometheus-text.ts'
import type { StorageView } from './storage.ts'

type Context = Pick<
  AppContext,
  'pipelines' | 'statistics' | 'schedules' | 'alerts' | 'retention' | 'clock'
> & {
  disk: StorageView
}

/** Number of newest executions in which bottlenecks are counted. */
const NEWEST = 200

/** Upper bounds of the duration histogram's buckets, in seconds. */
const DURATIONS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 86_400]

const TOTALS: Record<keyof ExecutionTotals, { name: string; help: string }> = {
  recordsProcessed: {
    name: 'flx_records_total',
    help: 'Records of all ended executions, where known.',
  },
  bytesTransferred: {
    name: 'flx_transferred_bytes_total',
    help: 'Bytes of the records of all ended executions.',
  },
}

/**
 * Returns the metrics in Prometheus text format. Runs a few indexed queries, independent of the length of the
 * history.
 */
export async function metricsText(
  context: Context,
  server: { version: string; processFigures: ProcessFigures },
): Promise<string> {
  const groups = await Promise.all([
    executionMetrics(context),
    scheduleMetrics(context),
    freshnessMetrics(context),
    alertMetrics(context),
    storageMetrics(context),
  ])
  return prometheusText([...serverMetrics(server.version, server.processFigures), ...groups.flat()])
}

function serverMetrics(version: string, processFigures: ProcessFigures): Metric[] {
  const { lag, cpuSeconds } = processFigures
  return [
    gauge('flx_build_info', 'The version of the server.', 1, { version }),
    gauge(
      'flx_start_time_seconds',
      'When the server started, in seconds since 1970.',
      processFigures.startedAt / 1000,
    ),
    gauge('flx_resident_memory_bytes', 'Memory of the server process.', processFigures.memoryBytes),
    gauge('flx_heap_bytes', 'JavaScript heap in use.', processFigures.heapBytes),
    {
      name: 'flx_cpu_seconds_total',
      help: 'CPU time of the server process.',
      type: 'counter',
      values: [{ value: cpuSeconds }],
    },
    {
      name: 'flx_event_loop_lag_seconds',
      help: 'Event loop lag since the last scrape.',
      type: 'gauge',
      values: samplesBy('quantile', { '0.5': lag.p50, '0.99': lag.p99, '1': lag.max }),
    },
  ]
}

async function executionMetrics({ statistics }: Context): Promise<Metric[]> {
  const [counts, running, pending, all, durations, newest] = await Promise.all([
    statistics.pipelineCounts(),
    statistics.running(),
    statistics.pending(),
    statistics.allTime(),
    statistics.durations(DURATIONS),
    statistics.newestSteps(NEWEST),
  ])
  return [
    {
      name: 'flx_pipelines',
      help: 'Pipelines that are not archived.',
      type: 'gauge',
      values: samplesBy('state', { active: counts.active, inactive: counts.total - counts.active }),
    },
    {
      name: 'flx_executions_unfinished',
      help: 'Executions that are pending (the queue) or running.',
      type: 'gauge',
      values: samplesBy('status', { pending, running }),
    },
    {
      name: 'flx_executions_bottleneck',
      help: `Of the newest ${NEWEST} executions, those whose other steps waited for this step most of the time.`,
      type: 'gauge',
      values: samplesBy('step', bottlenecks(newest)),
    },
    {
      name: 'flx_executions_finished_total',
      help: 'Ended executions by status, including removed ones.',
      type: 'counter',
      values: samplesBy('status', { success: all.success, failed: all.failed, cancelled: all.cancelled }),
    },
    {
      name: 'flx_execution_duration_seconds',
      help: 'Durations of executions; counts at the bounds are at most 8% off.',
      type: 'histogram',
      buckets: DURATIONS.map((atMost, index) => ({ atMost, count: durations[index] ?? 0 })),
      sum: all.durationMsSum / 1000,
      count: all.timedCount,
    },
    ...EXECUTION_TOTALS.map((total): Metric => ({
      ...TOTALS[total],
      type: 'counter',
      values: [{ value: all[total] }],
    })),
    {
      name: 'flx_executions_uncounted_total',
      help: 'Ended executions whose records are unknown: the programs that ran them reported none.',
      type: 'counter',
      values: [{ value: all.uncounted }],
    },
  ]
}

function bottlenecks(executions: readonly Step[][]): Record<'extract' | 'map' | 'load', number> {
  const found = executions.map((steps) => bottleneckOf(steps)?.kind)
  const count = (kind: Step['kind']) => found.filter((step) => step === kind).length
  return { extract: count('extract'), map: count('map'), load: count('load') }
}

async function scheduleMetrics({ schedules, clock }: Context): Promise<Metric[]> {
  const since = lateBefore(clock.now())
  const [pause, late] = await Promise.all([schedules.pause(), schedules.late(since, 1000)])
  return [
    gauge('flx_schedules_late', 'Schedules with a run overdue by more than a minute.', late.length),
    gauge('flx_schedules_paused', '1 while all schedules are paused.', pause === null ? 0 : 1),
  ]
}

async function freshnessMetrics({ pipelines, clock }: Context): Promise<Metric[]> {
  return [
    {
      name: 'flx_pipelines_freshness',
      help: 'Pipelines by freshness of their data: past the target, close to it, fresh, or none (without a target).',
      type: 'gauge',
      values: samplesBy('state', await pipelines.freshness(clock.now().toISOString())),
    },
  ]
}

async function alertMetrics({ alerts }: Context): Promise<Metric[]> {
  const [rules, deliveries] = await Promise.all([alerts.rules(), alerts.countDeliveries()])
  const open = rules.reduce((sum, { openIncidents }) => sum + openIncidents, 0)
  return [
    gauge('flx_alert_incidents_open', 'Open incidents.', open),
    {
      name: 'flx_alert_deliveries',
      help: 'Alert deliveries in the log, by status.',
      type: 'gauge',
      values: samplesBy('status', deliveries),
    },
  ]
}

async function storageMetrics({ disk, retention }: Context): Promise<Metric[]> {
  const [{ freeBytes, totalBytes, isLow }, lastPass] = await Promise.all([
    disk.warning(),
    retention.lastPass(),
  ])
  const usage = disk.lastUsage()
  const metrics: Metric[] = [
    gauge('flx_disk_free_bytes', 'Free space on the disk of the data folder.', freeBytes),
    gauge('flx_disk_size_bytes', 'Size of the disk of the data folder.', totalBytes),
    gauge('flx_disk_low', '1 while free space is below the warning limit.', isLow ? 1 : 0),
  ]
  if (usage !== null) {
    const sum = (items: readonly { bytes: number }[]) => items.reduce((all, { bytes }) => all + bytes, 0)
    metrics.push({
      name: 'flx_data_bytes',
      help: 'Size of the data folder by part, as last measured.',
      type: 'gauge',
      values: samplesBy('part', {
        database: usage.databaseBytes,
        environments: sum(usage.environments),
        files: usage.fileBytes,
        backups: sum(usage.backups),
        other: usage.otherBytes,
      }),
    })
  }
  if (lastPass !== null) {
    const at = Date.parse(lastPass.startedAt) / 1000
    metrics.push(
      gauge('flx_retention_last_pass_seconds', 'When the last clean-up started, in seconds since 1970.', at),
    )
  }
  return metrics
}
