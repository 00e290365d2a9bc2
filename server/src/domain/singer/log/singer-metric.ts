import * as z from 'zod'

const metricSchema = z.object({
  type: z.enum(['counter', 'timer']),
  metric: z.string(),
  value: z.number(),
  tags: z.record(z.string(), z.unknown()).catch({}),
})

/**
 * A measurement that a connector reports in its log. A counter's value is the change since its last report; a timer's
 * is in seconds. Tags: `stream` (SDK) or `endpoint` (singer-python), `status`, `context`.
 */
export type SingerMetric = z.output<typeof metricSchema>

/** Reads the metric of a log line's text in any of the forms that connectors write; undefined when there is none. */
export function readMetric(text: string): SingerMetric | undefined {
  // The word is in all forms, and looking for it is all that most lines cost.
  if (!text.includes('METRIC')) return undefined
  // Meltano adds what it knows of the plugin: `METRIC: {…} consumer=True name=target-x`.
  const json = /METRIC: (\{.*?\})(?: +\w+=.*)?\s*$/.exec(text)?.[1]
  return json === undefined ? undefined : parseMetric(parseJson(json))
}

/** The metric in the `metric_info` of a structured log line. */
export function parseMetric(info: unknown): SingerMetric | undefined {
  if (typeof info !== 'object' || info === null) return undefined
  // Older documents name the type `metric_type`.
  const type = 'type' in info ? info.type : 'metric_type' in info ? info.metric_type : undefined
  return metricSchema.safeParse({ ...info, type }).data
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
