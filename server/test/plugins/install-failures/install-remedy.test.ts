import { expect, it } from 'vitest'

import { installRemedy } from '../../../src/domain/plugins/installing/install-remedy.ts'
import { fitsPython } from '../../../src/domain/plugins/installing/python-versions.ts'
import { startFailure } from '../../../src/domain/plugins/installing/start-failure.ts'
import type { ProcessEnd } from '../../../src/domain/executions/processes.ts'

const requirement = (text: string) => ({ kind: 'requirement', requirement: text })
const python = (requires: string) => ({ kind: 'python', requires })

const remedy = (lines: string[], ...words: string[]) => installRemedy(lines, { words, started: true })
const buildRemedy = (lines: string[], ...words: string[]) => installRemedy(lines, { words, started: false })

it.each<[string, object]>([
  ["ModuleNotFoundError: No module named 'pkg_resources'", requirement('setuptools<81')],
  ["ImportError: cannot import name 'soft_unicode' from 'markupsafe' (/x)", requirement('markupsafe<2.1')],
  [
    "pyarrow.lib.ArrowTypeError: ('Did not pass numpy.dtype object', 'Conversion failed for column id with type int64')",
    requirement('numpy<1.20'),
  ],
  ["AttributeError: module 'collections' has no attribute 'Mapping'", python('<3.10')],
  ["ModuleNotFoundError: No module named 'imp'", python('<3.12')],
  ["ERROR: Package 'tap-x' requires a different Python: 3.11.7 not in '<3.11,>=3.7'", python('<3.11,>=3.7')],
  ['tap-x==1.0 requires Python >=3.12, <4', python('>=3.12,<4')],
  ['  Because the current Python version (3.11.7) does not satisfy Python>=3.12 and', python('>=3.12')],
  [
    './psycopg/psycopg.h:36:10: fatal error: libpq-fe.h: No such file or directory',
    { kind: 'system', packages: ['libpq-dev'] },
  ],
  ['Error: pg_config executable not found.', { kind: 'system', packages: ['libpq-dev'] }],
  [
    '/bin/sh: 1: mysql_config: not found',
    { kind: 'system', packages: ['default-libmysqlclient-dev', 'pkg-config'] },
  ],
  [
    "error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory",
    { kind: 'system', packages: ['build-essential'] },
  ],
  [
    'src/x.c:1:10: fatal error: Python.h: No such file or directory',
    { kind: 'system', packages: ['python3-dev'] },
  ],
  [
    "ERROR: Cannot find command 'git' - do you have 'git' installed and in your PATH?",
    { kind: 'system', packages: ['git'] },
  ],
  [
    'ImportError: libodbc.so.2: cannot open shared object file: No such file or directory',
    { kind: 'system', packages: ['unixodbc'] },
  ],
  ["error: can't find Rust compiler", { kind: 'system', packages: ['rustc', 'cargo'] }],
])('knows a remedy for %j', (line, expected) => {
  expect(remedy([line])).toEqual(expected)
})

it('knows no remedy for an unknown failure', () => {
  expect(remedy(['ERROR: No matching distribution found for tap-nothing'])).toBeNull()
})

it('does not propose a requirement twice', () => {
  const lines = ["ModuleNotFoundError: No module named 'pkg_resources'"]
  expect(remedy(lines, 'tap-x', 'setuptools<81')).toBeNull()
  expect(buildRemedy(lines, 'tap-x', 'setuptools<81')).toBeNull()
})

it('proposes only build tools for a build', () => {
  expect(buildRemedy(["ImportError: cannot import name 'soft_unicode' from 'markupsafe' (/x)"])).toBeNull()
})

it.each<[string, object]>([
  ["ModuleNotFoundError: No module named 'pkg_resources'", requirement('setuptools<81')],
  [
    "error in pandas setup command: 'install_requires' must be a string or iterable of strings containing valid project/version requirement specifiers",
    requirement('setuptools<66'),
  ],
  ['error in anyjson setup command: use_2to3 is invalid.', requirement('setuptools<58')],
  ["AttributeError: 'build_ext' object has no attribute 'cython_sources'", requirement('cython<3')],
  [
    'psycopg/psycopgmodule.c:685:18: error: invalid use of incomplete typedef ‘PyInterpreterState’ {aka ‘struct _is’}',
    python('<3.8'),
  ],
  [
    "x.c:1:1: error: 'PyTypeObject' {aka 'struct _typeobject'} has no member named 'tp_print'",
    python('<3.9'),
  ],
  ['x.c:210:12: fatal error: longintrepr.h: No such file or directory', python('<3.11')],
  [
    'x.c:1:1: error: ‘PyLongObject’ {aka ‘struct _longobject’} has no member named ‘ob_digit’',
    python('<3.12'),
  ],
  ['x.c:3:5: error: ‘Py_UNICODE’ undeclared (first use in this function)', python('<3.12')],
  ['x.c:3:5: error: too few arguments to function ‘_PyLong_AsByteArray’', python('<3.13')],
])('knows the remedy when the build of another package reports %j', (line, expected) => {
  expect(buildRemedy([line])).toEqual(expected)
})

it('takes the Python from the versions that pip skipped', () => {
  const lines = [
    'ERROR: Ignored the following versions that require a different python version: 1.0 Requires-Python >=3.7,<3.10; 1.1 Requires-Python >=3.7,<3.11',
    'ERROR: No matching distribution found for tap-x',
  ]
  expect(remedy(lines)).toEqual(python('>=3.7,<3.11'))
})

it.each<[string, string, boolean]>([
  ['>=3.8,<3.12', '3.11.7', true],
  ['>=3.8,<3.12', '3.12.0', false],
  ['~=3.9', '3.11.2', true],
  ['~=3.9.1', '3.10.0', false],
  ['==3.11.*', '3.11.7', true],
  ['!=3.11.*', '3.11.7', false],
  ['<=3.11', '3.11.7', false],
  ['>3.10', '3.11.0', true],
  ['', '3.7.1', true],
])('%s and Python %s: %s', (specifier, version, fits) => {
  expect(fitsPython(specifier, version)).toBe(fits)
})

const exited = (exitCode: number): ProcessEnd =>
  ({ outcome: 'exited', exitCode, signal: null, error: null }) as ProcessEnd
const SCRIPT = ['Traceback (most recent call last):', '  File "/env/bin/tap-x", line 5, in <module>']

it.each<[string, ProcessEnd, string[], string | null]>([
  ['answers', exited(0), ['usage'], null],
  ['does not know the option', exited(2), ['tap-x: error: unrecognized arguments: --help'], null],
  [
    'fails for its own reasons when it is called',
    exited(1),
    [...SCRIPT, '    sys.exit(main())', '  File "/env/tap_x.py", line 9, in main', "KeyError: 'TOKEN'"],
    null,
  ],
  [
    'fails while it is imported',
    exited(1),
    [
      ...SCRIPT,
      '    from tap_x import main',
      '  File "/env/tap_x.py", line 1, in <module>',
      '    collections.Mapping',
      "AttributeError: module 'collections' has no attribute 'Mapping'",
    ],
    "AttributeError: module 'collections' has no attribute 'Mapping'",
  ],
  [
    'imports late what is missing',
    exited(1),
    [...SCRIPT, '    sys.exit(main())', "ModuleNotFoundError: No module named 'six'"],
    "ModuleNotFoundError: No module named 'six'",
  ],
  [
    'lacks a library',
    exited(127),
    ['tap-x: error while loading shared libraries: libpq.so.5: cannot open shared object file'],
    'tap-x: error while loading shared libraries: libpq.so.5: cannot open shared object file',
  ],
  [
    'crashes',
    { outcome: 'killed', exitCode: null, signal: 'SIGSEGV', error: null } as ProcessEnd,
    [],
    'it was killed by SIGSEGV',
  ],
])('a program that %s', (_what, end, lines, cause) => {
  expect(startFailure(end, lines)).toBe(cause)
})
