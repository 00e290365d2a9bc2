import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

const styles = (name: string): string =>
  readFileSync(`${import.meta.dirname}/../../src/styles/${name}.css`, 'utf8')
const [, light = '', dark = ''] = styles('tokens').split(/^:root(?:\[data-theme='dark'\])? \{/m)

/** The colours of a theme by name. */
const coloursOf = (theme: string): Map<string, string> =>
  new Map(
    [...theme.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]),
  )

/** The contrast of two colours, by WCAG. */
function contrast(...colours: [string, string]): number {
  const [low = 0, high = 0] = colours.map(luminance).toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const SURFACES = ['canvas', 'surface', 'surface-raised', 'sunken', 'hover', 'accent-soft']

it.each([
  ['light', coloursOf(light)],
  ['dark', coloursOf(dark)],
])(
  'the border of a tick box stands out from the box and from everything around it: %s',
  (_theme, colours) => {
    const of = (name: string): string => colours.get(name) ?? ''
    const [, border = ''] = /border: 1px solid var\(--([\w-]+)\)/.exec(styles('boxes')) ?? []
    const tooFaint = SURFACES.filter(
      (surface) => contrast(of(border), of(surface)) < 3 || contrast(of('accent'), of(surface)) < 3,
    )
    expect(tooFaint).toEqual([])
  },
)
