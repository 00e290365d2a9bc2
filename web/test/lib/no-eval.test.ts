import { expect, it } from 'vitest'

import { disableZodCompilation } from '#web/lib/browser/no-eval.ts'

it('keeps zod from compiling schemas', async () => {
  disableZodCompilation()
  const { config, object, string } = await import('zod')
  expect(config().jitless).toBe(true)
  expect(object({ name: string() }).parse({ name: 'a' })).toEqual({ name: 'a' })
})
