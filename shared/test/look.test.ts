import { expect, it } from 'vitest'

import { lookOf, lookText } from '../src/core/look.ts'

it.each([
  { zone: 'Europe/Berlin', phone: false },
  { zone: 'UTC', phone: true },
  { zone: 'America/Argentina/ComodRivadavia', phone: false },
  { zone: 'Etc/GMT+5', phone: false },
])('survives its cookie: %j', (look) => {
  expect(lookOf(lookText(look))).toEqual(look)
})

it.each([
  '',
  'wide',
  'wide:',
  'wide:Nowhere/Atall',
  'desk:UTC',
  'wide:UTC; x',
  `wide:${'a'.repeat(65)}`,
  'wide:<b>',
])('is null for %j', (text) => {
  expect(lookOf(text)).toBeUndefined()
})
