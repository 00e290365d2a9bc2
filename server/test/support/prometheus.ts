interface Family {
  type: string
  help: string
  samples: { name: string; labels: Record<string, string>; value: number }[]
}

/** Reads the Prometheus text format as strictly as Prometheus. Throws with the line that it rejects. */
export function parsePrometheus(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line must end with a line feed.')
  const families = new Map<string, Family>()
  let current: Family | undefined
  const seen = new Set<string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line)
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment
      if (kind === 'HELP') {
        if (families.has(name)) throw new Error(`A second group of ${name}`)
        families.set(name, (current = { type: 'untyped', help: rest, samples: [] }))
      } else if (current === undefined || families.get(name) !== current || current.samples.length > 0)
        throw new Error(`A type in the wrong place: ${line}`)
      else if (/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) current.type = rest
      else throw new Error(`No type: ${line}`)
      continue
    }
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|\+Inf|NaN)$/.exec(
        line,
      )
    if (sample === null) throw new Error(`No sample: ${line}`)
    const [whole, name = '', pairs = '', value = ''] = sample
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''))
    if (family === undefined || family !== current) throw new Error(`Outside of its group: ${line}`)
    const key = whole.slice(0, whole.lastIndexOf(' '))
    if (seen.has(key)) throw new Error(`Twice: ${key}`)
    seen.add(key)
    const labels = Object.fromEntries(
      [...pairs.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', content = '']) => [
        label,
        content,
      ]),
    )
    family.samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) })
  }
  for (const [name, { type, samples }] of families) if (type === 'histogram') checkHistogram(name, samples)
  return families
}

function checkHistogram(name: string, samples: Family['samples']): void {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`)
  const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity')))
  const counts = buckets.map(({ value }) => value)
  const isSorted = (values: number[]) =>
    values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0))
  const total = samples.find((sample) => sample.name === `${name}_count`)?.value
  if (!isSorted(bounds) || !isSorted(counts)) throw new Error(`${name}: buckets do not grow`)
  if (bounds.at(-1) !== Infinity || counts.at(-1) !== total) throw new Error(`${name}: no bucket of all`)
  if (!samples.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}: no sum`)
}
