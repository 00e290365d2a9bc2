import { parseJson } from '@flx/shared/json/json-text'
import { expect, it } from 'vitest'

import { inPieces } from '../../src/adapters/queue/across-processes.ts'

it('hints are sent in pieces of a bounded size, in order; an oversized one is left out', () => {
  const hints = Array.from({ length: 50 }, (_, index) => ({
    type: 'transform.progress' as const,
    executionId: index === 20 ? 'é'.repeat(400) : `execution ${index}`,
  }))
  const pieces = [...inPieces(hints, 500)]
  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.every((piece) => Buffer.byteLength(piece) <= 500)).toBe(true)
  expect(pieces.flatMap((piece) => parseJson(piece) as unknown[])).toEqual(
    hints.filter((_, index) => index !== 20),
  )
  expect([...inPieces([])]).toEqual([])
})
