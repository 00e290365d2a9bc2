import type { Certainty, DatasetColumn, Flow } from '@flx/shared/lineage/lineage'

/** A column at the other end of a flow that matches the given one. */
export interface Linked {
  column: string
  certainty: Certainty
}

/**
 * Follows a column along a flow, `to` its end or `from` its start. Names match in any case; `others` are the columns of the
 * other dataset. Renames by a load and columns in a statement's SQL are explicit. Columns of the same name are matched too: as
 * observed for a load, which was seen in the pipe, otherwise as inferred.
 */
export function linkedColumns(
  flow: Pick<Flow, 'sameNames' | 'step' | 'certainty'> & { columns: Readonly<Flow['columns']> },
  column: string,
  towards: 'from' | 'to',
  others: readonly DatasetColumn[],
): Linked[] {
  const start = towards === 'to' ? 'from' : 'to'
  const explicit = flow.columns.filter((pair) => isSame(pair[start], column))
  const found = explicit.map((pair): Linked => ({ column: pair[towards], certainty: flow.certainty }))
  if (!flow.sameNames || explicit.length > 0) return found
  const namesake = others.find(({ name }) => isSame(name, column))
  // The namesake is the target of another column.
  if (namesake === undefined || flow.columns.some((pair) => isSame(pair[towards], namesake.name)))
    return found
  return [{ column: namesake.name, certainty: flow.step === 'load' ? flow.certainty : 'inferred' }]
}

export const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
