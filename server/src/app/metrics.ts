import type { ProcessFigures } from '../domain/process-figures.ts'
import { LATE_MS } from '../domain/tick-plan.ts'
import type { AppContext } from './context.ts'
import { gauge, prometheusText, samplesBy, type Metric } from './prometheus-text.ts'
import type { StorageView } from './storage.ts'

type Context = Pick<AppContext, 'statistics' | 'schedules' | 'alerts' | 'retention' | 'clock'> & {
  disk: StorageView
}

/** Up to which durations executions are counted, in seconds. */
const DURATIONS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 86_400]

/** Figures for Prometheus in its text form: a few indexed queries, whatever the length of the history. */
export async function metricsText(
  context: Context,
  about: { version: string; process: ProcessFigures },
): Promise<string> {
  const groups = await Promise.all([
    executionMetrics(context),
    scheduleMetrics(context),
    alertMetrics(context),
    storageMetrics(context),
  ])
  return prometheusText([...serverMetrics(about.version, about.process), ...groups.flat()])
}

function serverMetrics(version: string, process: ProcessFigures): Metric[] {
  const { lag, cpuSeconds } = process
  return [
    gauge('flx_build_info', 'The version of the server.', 1, { version }),
    gauge(
      'flx_start_time_seconds',
      'When the server started, in seconds since 1970.',
      process.startedAt / 1000,
    ),
    gauge('flx_resident_memory_bytes', 'Memory of the server process.', process.memoryBytes),
    gauge('flx_heap_bytes', 'JavaScript heap in use.', process.heapBytes),
    {
      name: 'flx_cpu_seconds_total',
      help: 'Processor time of the server process.',
      type: 'counter',
      values: [{ value: cpuSeconds }],
    },
    {
      name: 'flx_event_loop_lag_seconds',
      help: 'How late the event loop came round since the last reading of the metrics.',
      type: 'gauge',
      values: samplesBy('quantile', { '0.5': lag.p50, '0.99': lag.p99, '1': lag.max }),
    },
  ]
}

async function executionMetrics({ statistics }: Context): Promise<Metric[]> {
  const [counts, running, pending, all, durations] = await Promise.all([
    statistics.pipelineCounts(),
    statistics.running(),
    statistics.pending(),
    statistics.allTime(),
    statistics.durations(DURATIONS),
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
      name: 'flx_executions_finished_total',
      help: 'Executions that ended, by status; removed ones count on.',
      type: 'counter',
      values: samplesBy('status', { success: all.success, failed: all.failed, cancelled: all.cancelled }),
    },
    {
      name: 'flx_execution_duration_seconds',
      help: 'How long executions took; at most 8 % off at the bounds.',
      type: 'histogram',
      buckets: DURATIONS.map((atMost, index) => ({ atMost, count: durations[index] ?? 0 })),
      sum: all.durationMsSum / 1000,
      count: all.timedCount,
    },
    {
      name: 'flx_records_total',
      help: 'Records of all executions that ended.',
      type: 'counter',
      values: [{ value: all.records }],
    },
  ]
}

async function scheduleMetrics({ schedules, clock }: Context): Promise<Metric[]> {
  const since = new Date(clock.now().getTime() - LATE_MS).toISOString()
  const [pause, late] = await Promise.all([schedules.pause(), schedules.late(since, 1000)])
  return [
    gauge('flx_schedules_late', 'Schedules whose tick is due for more than a minute.', late.length),
    gauge('flx_schedules_paused', '1 while all schedules are paused.', pause === null ? 0 : 1),
  ]
}

async function alertMetrics({ alerts }: Context): Promise<Metric[]> {
  const [rules, deliveries] = await Promise.all([alerts.rules(), alerts.countDeliveries()])
  const open = rules.reduce((sum, { openIncidents }) => sum + openIncidents, 0)
  return [
    gauge('flx_alert_incidents_open', 'Incidents that are open.', open),
    {
      name: 'flx_alert_deliveries',
      help: 'Deliveries of alerts in the log, by status.',
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
    gauge('flx_disk_low', '1 while less space is free than is warned of.', isLow ? 1 : 0),
  ]
  if (usage !== null) {
    const sum = (items: readonly { bytes: number }[]) => items.reduce((all, { bytes }) => all + bytes, 0)
    metrics.push({
      name: 'flx_data_bytes',
      help: 'What the data folder holds, as last measured.',
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
      gauge('flx_retention_last_pass_seconds', 'When the last retention pass began, since 1970.', at),
    )
  }
  return metrics
}
