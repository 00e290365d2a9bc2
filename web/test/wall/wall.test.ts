import { describe, expect, it } from 'vitest'

import { change, floorOf, points, wholePercent } from '#web/features/wall/health.ts'
import { placeRuns } from '#web/features/wall/lanes.ts'
import { rowsShown } from '#web/features/wall/element-size.ts'
import { shortSpan } from '#web/lib/format.ts'

const health = (healthy: number, total: number, hour = 0) => ({
  at: new Date(hour * 3_600_000).toISOString(),
  healthy,
  total,
})

describe('the share of healthy pipelines', () => {
  it('is 100 only when all are healthy', () => {
    expect(wholePercent(health(202, 203))).toBe(99)
    expect(wholePercent(health(203, 203))).toBe(100)
    expect(wholePercent(health(0, 0))).toBeNull()
  })

  it('changes by whole points, and is unknown before the first execution', () => {
    expect(change([health(97, 100), health(50, 100)], health(91, 100))).toBe(-6)
    expect(change([health(0, 0)], health(91, 100))).toBeNull()
    expect(Object.is(change([health(100, 100)], health(999, 1000)), 0)).toBe(true)
  })

  it('is drawn above a floor below its lowest point', () => {
    const day = [health(0, 0, 0), health(98, 100, 1), health(91, 100, 2)]
    expect(floorOf(day)).toBe(80)
    expect(points(day, 80)).toEqual([
      { x: 50, y: expect.closeTo(13.6) },
      { x: 100, y: expect.closeTo(47.2) },
    ])
  })
})

it('shows as many rows as fit, and the number of further ones', () => {
  const room = { height: 320, rem: 16, rowRem: 3.2 }
  expect(rowsShown({ ...room, total: 6, items: 6 })).toBe(6)
  expect(rowsShown({ ...room, total: 7, items: 7 })).toBe(5)
  expect(rowsShown({ ...room, total: 70, items: 3 })).toBe(3)
  expect(rowsShown({ ...room, height: 20, total: 7, items: 7 })).toBe(0)
})

it('gives each execution a lane in which neither bar nor name overlaps another', () => {
  const run = (key: string, start: number, end: number, name = 'abcdefghij') => ({ key, name, start, end })
  const sizes = {
    width: 1000,
    lanes: 2,
    gap: 10,
    minLabelWidth: 60,
    measure: (text: string) => text.length * 10,
  }
  const placed = placeRuns(
    [run('a', 0, 50), run('b', 20, 40), run('c', 30, 60), run('d', 180, 400), run('e', 960, 980)],
    sizes,
  )
  expect(placed.map(({ key, lane }) => `${key}${lane}`)).toEqual(['a0', 'b1', 'd0', 'e0'])
  expect(placed.at(-1)).toMatchObject({ labelLeft: 850, labelWidth: 100 })
  const boxes = placed.map(({ lane, start, end, labelLeft, labelWidth }) => ({
    lane,
    from: Math.min(start, labelLeft),
    to: Math.max(end, labelLeft + labelWidth),
  }))
  for (const [index, box] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      expect(box.lane === other.lane && box.from < other.to && other.from < box.to).toBe(false)
    }
  }
})

it('shows spans in their largest unit', () => {
  expect([0, 59.9, 60, 3599, 54_000, 200_000].map(shortSpan)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '15 h',
    '2 d',
  ])
})
