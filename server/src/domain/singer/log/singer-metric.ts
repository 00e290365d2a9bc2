import * as z from 'zod'

const metricSchema = z.object({
  type: z.enum(['counter', 'timer']),
  metric: z.string(),
  value: z.number(),
  tags: z.record(z.string(), z.unknown()).catch({}),
})

/**
 * A measurement that a connector logs. A counter's value is the change since its last report; a timer's value is in seconds.
 * Tags: `stream` (SDK) or `endpoint` (singer-python), `status`, `context`.
 */
export type SingerMetric = z.output<typeof metricSchema>

/** Reads the metric in a log line's text, in any of the forms that connectors write; undefined if there is none. */
export function readMetric(text: string): SingerMetric | undefined {
  // Every form contains the word, so this check is all that most lines cost.
  if (!text.includes('METRIC')) return undefined
  // Meltano appends the plugin's fields: `METRIC: {…} consumer=True name=target-x`.
  const json = /METRIC: (\{.*?\})(?: +\w+=.*)?\s*$/.exec(text)?.[1]
  return json === undefined ? undefined : parseMetric(parseJson(json))
}

/** Parses the metric in the `metric_info` of a structured log line. */
export function parseMetric(info: unknown): SingerMetric | undefined {
  if (typeof info !== 'object' || info === null) return undefined
  // Older lines call the type `metric_type`.
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
