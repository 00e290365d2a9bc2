import { expect, it } from 'vitest'

import { withVersion } from '../../src/domain/pip-version.ts'

it.each([
  ['tap-x', '1.2', 'tap-x==1.2'],
  ['tap-x==1.0', '1.2', 'tap-x==1.2'],
  ['tap-x[extra]~=1.0', '2.0rc1', 'tap-x[extra]==2.0rc1'],
  ["'tap-x>=1,<2'", '1.5', "'tap-x==1.5'"],
  ['--no-index --find-links /wheels tap-x', '1.2', '--no-index --find-links /wheels tap-x==1.2'],
  ['-c constraints.txt other tap-x', '3', '-c constraints.txt other tap-x==3'],
  ['dbt-core dbt-postgres', '1.9', 'dbt-core==1.9 dbt-postgres'],
  ['git+https://github.com/a/tap-x.git', 'v1', 'git+https://github.com/a/tap-x.git@v1'],
  [
    'git+https://bot:pw@git.example.com/a/tap-x.git@main#subdirectory=t',
    'v1',
    'git+https://bot:pw@git.example.com/a/tap-x.git@v1#subdirectory=t',
  ],
  ['git+https://git.example.com/a/b.git@feature/x', 'v1', 'git+https://git.example.com/a/b.git@v1'],
  // Without a version: the newest that the bounds let in.
  ['tap-x==1.0', undefined, 'tap-x'],
  ['tap-x~=1.0', undefined, 'tap-x~=1.0'],
  ['git+https://github.com/a/tap-x.git@v1', undefined, 'git+https://github.com/a/tap-x.git@v1'],
  ['./tap.whl', undefined, './tap.whl'],
])('%s in version %s is %s', (pipUrl, version, expected) => {
  expect(withVersion(pipUrl, 'tap-x', version)).toBe(expected)
})

it('a file has no place for a version', () => {
  expect(() => withVersion('./wheels/tap.whl', 'tap-x', '1')).toThrow(/no place for one. Change the pip URL/)
})
