type Labels = Readonly<Record<string, string>>
interface Sample {
  labels?: Labels
  value: number
}

/** A metric for Prometheus. Histogram buckets are cumulative, without the last one (`+Inf`). */
export type Metric = { name: string; help: string } & (
  | { type: 'gauge' | 'counter'; values: readonly Sample[] }
  | { type: 'histogram'; buckets: readonly { atMost: number; count: number }[]; sum: number; count: number }
)

/** Returns a gauge with one value. */
export const gauge = (name: string, help: string, value: number, labels?: Labels): Metric => ({
  name,
  help,
  type: 'gauge',
  values: [labels === undefined ? { value } : { labels, value }],
})

/** Returns one sample per entry, with the key as a label. */
export function samplesBy(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([key, value]) => ({ labels: { [label]: key }, value }))
}

/** Formats metrics in the Prometheus text format, version 0.0.4. */
export function prometheusText(metrics: readonly Metric[]): string {
  return `${metrics.map(formatMetric).join('\n')}\n`
}

function formatMetric(metric: Metric): string {
  const { name, help, type } = metric
  const head = [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${name} ${type}`,
  ]
  if (metric.type !== 'histogram')
    return [
      ...head,
      ...metric.values.map(({ labels = {}, value }) => formatSample(name, labels, value)),
    ].join('\n')
  const buckets = [
    ...metric.buckets.map(({ atMost, count }) => [String(atMost), count] as const),
    ['+Inf', metric.count] as const,
  ]
  return [
    ...head,
    ...buckets.map(([le, count]) => formatSample(`${name}_bucket`, { le }, count)),
    formatSample(`${name}_sum`, {}, metric.sum),
    formatSample(`${name}_count`, {}, metric.count),
  ].join('\n')
}

function formatSample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
}

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
