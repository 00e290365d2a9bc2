import * as z from 'zod'

import type { ReportedFlow } from '../../domain/lineage/lineage-of-execution.ts'
import type { SingerMetric } from '../../domain/singer/log/singer-metric.ts'

const name = z.string().min(1).max(1000)
const flowSchema = z.object({
  to: name,
  from: z.array(name).max(100),
  columns: z
    .array(z.object({ table: name, from: name, to: name, computed: z.boolean().exactOptional() }))
    .max(2000),
  columnNames: z.array(name).max(2000),
  elsewhere: z.record(name, z.object({ file: name, table: name })).exactOptional(),
})
const MAX_FLOWS = 1000

/** Collects the data movements that the statements of a bundled transform report. */
export function createReportedFlows(): { add: (metric: SingerMetric) => void; all: () => ReportedFlow[] } {
  const flows: ReportedFlow[] = []
  return {
    add({ metric, tags }) {
      if (metric !== 'flow' || flows.length >= MAX_FLOWS) return
      const { data } = flowSchema.safeParse(tags)
      if (data !== undefined) flows.push(data)
    },
    all: () => flows,
  }
}
