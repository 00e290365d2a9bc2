import type { Certainty, DatasetColumn, Flow } from '@flx/shared/lineage/lineage'

/** Columns on the other side of a flow that belong to one on this side. */
export interface Linked {
  column: string
  certainty: Certainty
}

/**
 * Where a column continues `to` the end of a flow, or comes `from` at its beginning. Databases do not tell columns apart by
 * case; `others` are the columns of the other side. What a load renamed, and what the SQL of a statement says, is known;
 * that columns of one name are one is seen in the pipe, and otherwise concluded.
 */
export function linkedColumns(
  flow: Pick<Flow, 'sameNames' | 'step' | 'certainty'> & { columns: Readonly<Flow['columns']> },
  column: string,
  towards: 'from' | 'to',
  others: readonly DatasetColumn[],
): Linked[] {
  const here = towards === 'to' ? 'from' : 'to'
  const explicit = flow.columns.filter((pair) => isSame(pair[here], column))
  const found = explicit.map((pair): Linked => ({ column: pair[towards], certainty: flow.certainty }))
  if (!flow.sameNames || explicit.length > 0) return found
  const namesake = others.find(({ name }) => isSame(name, column))
  // The one of this name over there is another one.
  if (namesake === undefined || flow.columns.some((pair) => isSame(pair[towards], namesake.name)))
    return found
  return [{ column: namesake.name, certainty: flow.step === 'load' ? flow.certainty : 'inferred' }]
}

export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
