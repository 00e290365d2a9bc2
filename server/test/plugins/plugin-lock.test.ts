import { expect, it } from 'vitest'

import { indexPackage } from '../../src/domain/plugins/installing/pip-version.ts'
import {
  changesSentence,
  lockedInstallation,
  packageChanges,
} from '../../src/domain/plugins/installing/plugin-lock.ts'

const COMMIT = 'a'.repeat(40)
const locked = (name: string, version: string, url: string | null = null) => ({ name, version, url })

it('lists packages that were added, removed, or changed in version or commit', () => {
  const changes = packageChanges(
    [
      locked('gone', '1'),
      locked('same', '2'),
      locked('up', '1.0'),
      locked('repo', '1', `git+https://x/r@${COMMIT}`),
    ],
    [
      locked('new', '3'),
      locked('same', '2'),
      locked('up', '1.1'),
      locked('repo', '1', `git+https://x/r@${'b'.repeat(40)}`),
    ],
  )
  expect(changes).toEqual([
    { name: 'gone', from: '1', to: null },
    { name: 'new', from: null, to: '3' },
    { name: 'repo', from: '1 (aaaaaaa)', to: '1 (bbbbbbb)' },
    { name: 'up', from: '1.0', to: '1.1' },
  ])
  expect(changesSentence(changes)).toBe(
    'Changed: gone 1 removed, new 3 added, repo 1 (aaaaaaa) → 1 (bbbbbbb), up 1.0 → 1.1.',
  )
  expect(changesSentence([])).toBe('The packages are the same as before.')
})

it('requests locked versions, and the commit of a plugin from a repository', () => {
  const packages = [
    locked('meltanolabs-tap-x', '1', `git+https://x/tap-x@${COMMIT}`),
    locked('six', '1.17.0'),
    locked('local', '1', 'file:///srv/local'),
  ]
  expect(lockedInstallation('git+https://x/tap-x.git@main six', 'tap-x', { packages })).toEqual({
    pipUrl: `git+https://x/tap-x.git@${COMMIT} six`,
    constraints: ['six==1.17.0'],
  })
})

it('knows what can be requested from an index', () => {
  expect(
    indexPackage('--index-url https://x/simple meltanolabs-tap-x~=1.2 "setuptools<81"', 'tap-x'),
  ).toEqual({
    name: 'meltanolabs-tap-x',
    options: ['--index-url', 'https://x/simple'],
  })
  expect(indexPackage('git+https://x/tap-x', 'tap-x')).toBeUndefined()
  expect(indexPackage('./tap-x', 'tap-x')).toBeUndefined()
})
