import { LATE_MS } from '../domain/tick-plan.ts'
import type { AppContext } from './context.ts'

type Context = Pick<AppContext, 'statistics' | 'schedules' | 'alerts' | 'clock'>

interface Metric {
  name: string
  help: string
  type: 'gauge' | 'counter'
  values: { labels?: Record<string, string>; value: number }[]
}

/** Figures for Prometheus in its text form: a few indexed queries, whatever the length of the history. */
export async function metricsText(
  { statistics, schedules, alerts, clock }: Context,
  about: { version: string; startedAt: number; memoryBytes: number },
): Promise<string> {
  const now = clock.now()
  const [counts, running, pending, all, pause, rules, late] = await Promise.all([
    statistics.pipelineCounts(),
    statistics.running(),
    statistics.pending(),
    statistics.allTime(),
    schedules.pause(),
    alerts.rules(),
    schedules.late(new Date(now.getTime() - LATE_MS).toISOString(), 1000),
  ])
  const metrics: Metric[] = [
    gauge('flx_build_info', 'The version of the server.', 1, { version: about.version }),
    gauge(
      'flx_start_time_seconds',
      'When the server started, in seconds since 1970.',
      about.startedAt / 1000,
    ),
    gauge('flx_resident_memory_bytes', 'Memory of the server process.', about.memoryBytes),
    {
      name: 'flx_pipelines',
      help: 'Pipelines that are not archived.',
      type: 'gauge',
      values: [
        { labels: { state: 'active' }, value: counts.active },
        { labels: { state: 'inactive' }, value: counts.total - counts.active },
      ],
    },
    {
      name: 'flx_executions_unfinished',
      help: 'Executions that are pending or running.',
      type: 'gauge',
      values: [
        { labels: { status: 'pending' }, value: pending },
        { labels: { status: 'running' }, value: running },
      ],
    },
    {
      name: 'flx_executions_finished_total',
      help: 'Executions that ended, by status.',
      type: 'counter',
      values: (['success', 'failed', 'cancelled'] as const).map((status) => ({
        labels: { status },
        value: all[status],
      })),
    },
    {
      name: 'flx_records_total',
      help: 'Records of all executions that ended.',
      type: 'counter',
      values: [{ value: all.records }],
    },
    gauge('flx_schedules_late', 'Schedules whose tick is due for more than a minute.', late.length),
    gauge('flx_schedules_paused', '1 while all schedules are paused.', pause === null ? 0 : 1),
    gauge(
      'flx_alert_incidents_open',
      'Incidents that are open.',
      rules.reduce((sum, { openIncidents }) => sum + openIncidents, 0),
    ),
  ]
  return `${metrics.map(text).join('\n')}\n`
}

const gauge = (name: string, help: string, value: number, labels?: Record<string, string>): Metric => ({
  name,
  help,
  type: 'gauge',
  values: [labels === undefined ? { value } : { labels, value }],
})

function text({ name, help, type, values }: Metric): string {
  const samples = values.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, content]) => `${label}=${JSON.stringify(content)}`)
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
  })
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples].join('\n')
}
