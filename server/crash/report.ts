export interface CellResult {
  victim: string
  phase: string
  kills: number
  /** The victim was gone before the kill. */
  missed: number
  faults: string[]
}

/** Cancels and shutdowns can come at any time: they are last. */
const rank = (phase: string): number => (phase === 'cancelling' ? 1 : phase === 'shutting down' ? 2 : 0)

/** Formats a Markdown table: a row per phase, a column per victim, `12 ✓` = twelve kills, all as promised. */
export function table(results: readonly CellResult[]): string {
  const victims = [...new Set(results.map(({ victim }) => victim))]
  const phases = [...new Set(results.map(({ phase }) => phase))].toSorted((a, b) => rank(a) - rank(b))
  const cell = (victim: string, phase: string): string => {
    const result = results.find((candidate) => candidate.victim === victim && candidate.phase === phase)
    if (result === undefined) return '–'
    return result.faults.length === 0
      ? `${result.kills} ✓`
      : `${result.kills}, ${result.faults.length} faults`
  }
  const rows = [
    ['Killed (-9) while', ...victims],
    ['---', ...victims.map(() => '---:')],
    ...phases.map((phase) => [phase, ...victims.map((victim) => cell(victim, phase))]),
  ]
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
}
