/** One measured pass: its wall time and the CPU time of the measuring process. */
export interface Pass {
  wallMs: number
  cpuMs: number
}

export interface Comparison {
  name: string
  control: Pass
  subject: Pass
  /** Median over the pairs of subject wall time ÷ control wall time. */
  ratio: number
}

/** Times one pass with the CPU time of this process (user and system, all threads, no children). */
export async function measure(pass: () => Promise<void>): Promise<Pass> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await pass()
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs, cpuMs: (user + system) / 1000 }
}

/**
 * Runs control and subject in pairs, alternating the order, so that a machine that gets slower or faster does so for
 * both. One pair before the first does not count: it warms the caches.
 */
export async function comparePairs(
  name: string,
  pairs: number,
  control: () => Promise<void>,
  subject: () => Promise<void>,
): Promise<Comparison> {
  const controls: Pass[] = []
  const subjects: Pass[] = []
  for (let pair = 0; pair <= pairs; pair += 1) {
    const order = pair % 2 === 0 ? [control, subject] : [subject, control]
    for (const pass of order) {
      const measured = await measure(pass)
      if (pair > 0) (pass === control ? controls : subjects).push(measured)
    }
  }
  return {
    name,
    control: medianPass(controls),
    subject: medianPass(subjects),
    ratio: median(subjects.map((pass, index) => pass.wallMs / (controls[index]?.wallMs ?? NaN))),
  }
}

const medianPass = (passes: Pass[]): Pass => ({
  wallMs: median(passes.map(({ wallMs }) => wallMs)),
  cpuMs: median(passes.map(({ cpuMs }) => cpuMs)),
})

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** Formats a table of comparisons: medians in milliseconds. */
export function comparisonTable(controlName: string, comparisons: Comparison[]): string {
  const rows = [
    ['', `${controlName}, ms`, 'runner, ms', 'of medians', 'of pairs', "runner's CPU, ms"],
    ...comparisons.map(({ name, control, subject, ratio }) => [
      name,
      control.wallMs.toFixed(0),
      subject.wallMs.toFixed(0),
      (subject.wallMs / control.wallMs).toFixed(3),
      ratio.toFixed(3),
      subject.cpuMs.toFixed(0),
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n')
}
