import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** Small: a quick look at everything, with figures that mean little. */
  scale: 'full' | 'small'
  records: number
  pairs: number
  /** Only the bench of this name, or the pipes whose name contains this. */
  only: string
  /** A data folder for the measurements at scale, filled once and kept. */
  data: string
  /** A checkout of an earlier version, with dependencies installed and page built, to measure beside this one. */
  before: string
  /** Size of the measured log. */
  megabytes: number
}

/** The options of `npm run bench`, the same for all its parts. */
export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: 'full' },
      records: { type: 'string' },
      pairs: { type: 'string' },
      only: { type: 'string', default: '' },
      data: { type: 'string', default: '' },
      before: { type: 'string', default: '' },
      megabytes: { type: 'string' },
    },
  })
  const small = values.scale === 'small'
  return {
    scale: small ? 'small' : 'full',
    records: Number(values.records ?? (small ? 50_000 : 1_000_000)),
    pairs: Number(values.pairs ?? (small ? 3 : 9)),
    only: values.only,
    data: values.data,
    before: values.before,
    megabytes: Number(values.megabytes ?? (small ? 64 : 1024)),
  }
}
