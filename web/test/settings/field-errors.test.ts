import { describe, expect, it } from 'vitest'

import { ApiProblem } from '#web/api/core/problem.ts'
import { generalError, unshownProblems } from '#web/parts/settings/field-errors.ts'

const refusal = (...paths: string[]) =>
  new ApiProblem({
    type: 'about:blank',
    title: 'Invalid',
    status: 422,
    code: 'invalid',
    detail: 'The request was refused.',
    errors: paths.map((path) => ({ path, message: 'Not valid.' })),
  })

describe('the error beside a form', () => {
  it('is left to the fields if they show all of it', () => {
    expect(generalError(null, ['name'])).toBeNull()
    expect(generalError(refusal('name'), ['name', 'role'])).toBeNull()
  })

  it('is shown if it is about something that has no field', () => {
    expect(generalError(refusal('revision'), ['name'])).toBe('The request was refused.')
    expect(generalError(refusal('name', 'revision'), ['name'])).toBe('revision: Not valid.')
    expect(generalError(refusal('settings.path', 'revision'), (path) => path.startsWith('settings.'))).toBe(
      'revision: Not valid.',
    )
  })

  it('is shown if it is about no value at all', () => {
    expect(generalError(refusal(), ['name'])).toBe('The request was refused.')
    expect(generalError(new Error('Away.'), ['name'])).toBe('Away.')
  })

  it('names each problem of a check that no field shows', () => {
    const problems = [
      { path: 'name', message: 'Enter a name.' },
      { path: 'options.2', message: 'Too long.' },
      { path: '', message: 'Too much.' },
    ]
    expect(unshownProblems(problems, ['name'])).toBe('options.2: Too long. Too much.')
    expect(unshownProblems(problems.slice(0, 1), ['name'])).toBeNull()
  })
})
