import { describe, expect, it } from 'vitest'

import { linkedColumns } from '../../../src/domain/lineage/column-links.ts'

const columns = (...names: string[]) => names.map((name) => ({ name, type: null }))
const load = { step: 'load', certainty: 'observed', sameNames: true, columns: [] } as const

describe('columns over a flow', () => {
  it('continue under their name, ignoring case, and stop without a namesake', () => {
    expect(linkedColumns(load, 'EMail', 'to', columns('id', 'email'))).toEqual([
      { column: 'email', certainty: 'observed' },
    ])
    expect(linkedColumns(load, 'phone', 'to', columns('id'))).toEqual([])
    expect(linkedColumns({ ...load, sameNames: false }, 'id', 'to', columns('id'))).toEqual([])
  })

  it('that were renamed are not those that have their old or new name now', () => {
    const flow = { ...load, columns: [{ from: 'mail', to: 'email' }] }
    const others = columns('email', 'mail')
    expect(linkedColumns(flow, 'mail', 'to', others).map(({ column }) => column)).toEqual(['email'])
    expect(linkedColumns(flow, 'email', 'to', others)).toEqual([])
    expect(linkedColumns(flow, 'email', 'from', others).map(({ column }) => column)).toEqual(['mail'])
    expect(linkedColumns(flow, 'mail', 'from', others)).toEqual([])
  })

  it('are inferred where a transform only has the same name on both sides', () => {
    const flow = { ...load, step: 'transform' } as const
    expect(linkedColumns(flow, 'id', 'from', columns('id'))).toEqual([
      { column: 'id', certainty: 'inferred' },
    ])
  })
})
