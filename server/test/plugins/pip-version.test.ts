import { expect, it } from 'vitest'

import { withVersion } from '../../src/domain/plugins/installing/pip-version.ts'

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
  // Among options and other requirements.
  ['--trusted-host h tap-x==1', '2', '--trusted-host h tap-x==2'],
  ['setuptools<80 tap-x==1', '2', 'setuptools<80 tap-x==2'],
  ['"setuptools<80" cython pipelinewise-tap-x==1', '2', '"setuptools<80" cython pipelinewise-tap-x==2'],
  ['singer-sdk==0.40 meltanolabs-something', '2', 'singer-sdk==0.40 meltanolabs-something==2'],
  [
    '-c https://h/c.txt --constraint=d.txt -r r.txt tap-x',
    '2',
    '-c https://h/c.txt --constraint=d.txt -r r.txt tap-x==2',
  ],
  [
    '--index-url https://u:p@h/simple --extra-index-url https://e/ tap-x~=1.0',
    '2',
    '--index-url https://u:p@h/simple --extra-index-url https://e/ tap-x==2',
  ],
  [
    '--no-binary :all: --timeout 60 --prefer-binary tap-x',
    '2',
    '--no-binary :all: --timeout 60 --prefer-binary tap-x==2',
  ],
  ['-e git+https://h/a/tap-x@v1#egg=tap-x other', 'v2', '-e git+https://h/a/tap-x@v2#egg=tap-x other'],
  ['other==3 Tap_X==1', '2', 'other==3 Tap_X==2'],
  // Written as in a requirements file.
  ['tap-x == 1', '2', 'tap-x==2'],
  ['other tap-x >= 1, < 2 --pre', '2', 'other tap-x==2 --pre'],
  ['tap-x[extra]==1', '2', 'tap-x[extra]==2'],
  ['tap-x [a, b] == 1', '2', 'tap-x[a, b]==2'],
  ['tap-x~=1.0 ; python_version<"3.12"', '2', 'tap-x==2 ; python_version<"3.12"'],
  [`"tap-x~=1.0 ; python_version < '3.12'" other`, '2', `"tap-x==2 ; python_version < '3.12'" other`],
  [
    `tap-x==1; sys_platform == "linux" and python_version>='3.9' other`,
    '2',
    `tap-x==2 ; sys_platform == "linux" and python_version>='3.9' other`,
  ],
  ['tap-x @ git+https://h/a/b@v1', 'v2', 'tap-x @ git+https://h/a/b@v2'],
  [
    '"tap-x[extra] @ git+ssh://git@h/a/b.git@v1#subdirectory=c"',
    'v2',
    '"tap-x[extra] @ git+ssh://git@h/a/b.git@v2#subdirectory=c"',
  ],
  ['git+https://h/a/b@v1#egg=tap-x', 'v2', 'git+https://h/a/b@v2#egg=tap-x'],
  [
    'git+https://h/a/sdk@v3 git+https://h/a/tap-x@v1',
    'v2',
    'git+https://h/a/sdk@v3 git+https://h/a/tap-x@v2',
  ],
  ['tap-x==${VERSION}', '2', 'tap-x==2'],
  // Without a version: the newest within the bounds.
  ['tap-x==1.0', undefined, 'tap-x'],
  ['tap-x~=1.0', undefined, 'tap-x~=1.0'],
  ['git+https://github.com/a/tap-x.git@v1', undefined, 'git+https://github.com/a/tap-x.git@v1'],
  ['tap-x == 1', undefined, 'tap-x'],
  ['tap-x===1.0+local', undefined, 'tap-x'],
  ['tap-x==1.*', undefined, 'tap-x==1.*'],
  ['tap-x==1 ; python_version<"3.12"', undefined, 'tap-x ; python_version<"3.12"'],
  ['setuptools<80 tap-x==1', undefined, 'setuptools<80 tap-x'],
  ['./tap.whl', undefined, './tap.whl'],
])('%s in version %s is %s', (pipUrl, version, expected) => {
  expect(withVersion(pipUrl, 'tap-x', version)).toBe(expected)
})

it.each(['tap-x @ https://h/tap_x-1.0.tar.gz', '-r requirements.txt', '--pre'])(
  '%s has no place for a version',
  (pipUrl) => {
    expect(() => withVersion(pipUrl, 'tap-x', '1')).toThrow(/does not allow a version/)
  },
)

it('a file has no place for a version', () => {
  expect(() => withVersion('./wheels/tap.whl', 'tap-x', '1')).toThrow(
    /does not allow a version. Change the pip URL/,
  )
})
