import { expect, it } from 'vitest'

import { shortReason } from '#web/lib/reason.ts'

it.each([
  ["tap-shop exited with code 1: KeyError: 'id'", "tap-shop: KeyError: 'id'"],
  ['tap-shop exited with code 1: a\nb', 'tap-shop: a\nb'],
  ['Discovery failed: tap-csv exited with code 1: no header', 'tap-csv: no header'],
  ['tap-shop exited with code 1 and left no message in its log', null],
  ['target-x was killed by SIGKILL: out of memory', null],
  ['The execution was stopped at its time limit', null],
])('puts the reason of %s first', (message, reason) => {
  expect(shortReason(message)).toBe(reason ?? message)
})
