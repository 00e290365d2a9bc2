import { expect, it } from 'vitest'

import { installFailure } from '../../../src/domain/plugins/installing/install-failure.ts'

const FRAME = [
  'error: subprocess-exited-with-error',
  '',
  '× {step} did not run successfully.',
  '│ exit code: 1',
  '╰─> See above for output.',
  '',
  'note: This error originates from a subprocess, and is likely not a problem with pip.',
]
/** Output of pip 23 to 26 around the output of a failed step. */
const pipStep = (step: string, ...output: string[]): string[] => [
  'Collecting pkg==1.0',
  '  Downloading pkg-1.0.tar.gz (89 kB)',
  `  ${step}: started`,
  `  ${step}: finished with status 'error'`,
  '  error: subprocess-exited-with-error',
  '  ',
  `  × ${step} did not run successfully.`,
  '  │ exit code: 1',
  `  ╰─> [${output.length} lines of output]`,
  ...output.map((line) => `      ${line}`),
  '      [end of output]',
  '  ',
  '  note: This error originates from a subprocess, and is likely not a problem with pip.',
  ...FRAME.map((line) => line.replace('{step}', step)),
  '[notice] A new release of pip is available: 23.2.1 -> 26.0',
  '[notice] To update, run: pip install --upgrade pip',
]
const PYTHON_FRAMES = [
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3/pip/_vendor/pyproject_hooks/_in_process.py", line 353, in <module>',
  '    main()',
  '  File "<string>", line 1, in <module>',
]

it.each<[string, string[], string]>([
  [
    'a tag that is not there',
    [
      'Collecting git+https://example.com/a/pkg@v9',
      '  Cloning https://example.com/a/pkg (to revision v9) to /tmp/pip-req-build-1',
      '  Running command git clone --filter=blob:none --quiet https://example.com/a/pkg /tmp/pip-req-build-1',
      "  WARNING: Did not find branch or tag 'v9', assuming revision or ref.",
      '  Running command git checkout -q v9',
      "  error: pathspec 'v9' did not match any file(s) known to git",
      ...FRAME.map((line) => `  ${line.replace('{step}', 'git checkout -q v9')}`),
      ...FRAME.map((line) => line.replace('{step}', 'git checkout -q v9')),
    ],
    "pathspec 'v9' did not match any file(s) known to git",
  ],
  [
    'a host of Git that is unknown',
    [
      "  fatal: unable to access 'https://example.com/a/': Could not resolve host: example.com",
      ...FRAME.map((line) => line.replace('{step}', 'git clone --quiet https://example.com/a /tmp/x')),
    ],
    "unable to access 'https://example.com/a/': Could not resolve host: example.com",
  ],
  [
    'a repository that asks for a password',
    [
      "  fatal: could not read Username for 'https://example.com': terminal prompts disabled",
      ...FRAME.map((line) => line.replace('{step}', 'git clone')),
    ],
    "could not read Username for 'https://example.com': terminal prompts disabled",
  ],
  [
    'a key that a host of Git refuses',
    [
      '  git@example.com: Permission denied (publickey).',
      '  fatal: Could not read from remote repository.',
      '  Please make sure you have the correct access rights',
      ...FRAME,
    ],
    'git@example.com: Permission denied (publickey).',
  ],
  [
    'a version that is not there',
    [
      'Looking in indexes: https://example.com/simple',
      'ERROR: Could not find a version that satisfies the requirement singer-sdk==99 (from versions: 0.1.0, 0.55.0)',
      'ERROR: No matching distribution found for singer-sdk==99',
    ],
    'No matching distribution found for singer-sdk==99',
  ],
  [
    'a version for another Python',
    [
      'ERROR: Ignored the following versions that require a different python version: 0.1.0 Requires-Python >=3.6,<3.9; 0.2.0 Requires-Python >=3.7,<3.9',
      'ERROR: Could not find a version that satisfies the requirement singer-sdk==0.1.0 (from versions: 0.13.1, 0.55.0)',
      'ERROR: No matching distribution found for singer-sdk==0.1.0',
    ],
    'singer-sdk==0.1.0 requires Python >=3.6,<3.9',
  ],
  [
    'a package that has no version for this Python',
    [
      'ERROR: Ignored the following versions that require a different python version: 1.0 Requires-Python >=3.12; 1.1 Requires-Python >=3.13',
      'ERROR: Could not find a version that satisfies the requirement tap-new (from versions: none)',
      'ERROR: No matching distribution found for tap-new',
    ],
    'No matching distribution found for tap-new: tap-new 1.1 requires Python >=3.13',
  ],
  [
    'a package of a folder for another Python',
    ["ERROR: Package 'tap-x' requires a different Python: 3.11.7 not in '>=3.12'"],
    "Package 'tap-x' requires a different Python: 3.11.7 not in '>=3.12'",
  ],
  [
    'an index that cannot be reached',
    [
      "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/tap-x/",
      'ERROR: Could not find a version that satisfies the requirement tap-x (from versions: none)',
      'ERROR: No matching distribution found for tap-x',
    ],
    'Temporary failure in name resolution, while requesting /simple/tap-x/',
  ],
  [
    'an index that is not trusted',
    [
      'WARNING: The repository located at nohost.invalid is not a trusted or secure host and is being ignored.',
      'ERROR: Could not find a version that satisfies the requirement tap-x (from versions: none)',
      'ERROR: No matching distribution found for tap-x',
    ],
    'The repository located at nohost.invalid is not a trusted or secure host and is being ignored.',
  ],
  [
    'a package that is not there though a first connection broke',
    [
      'WARNING: Retrying (Retry(total=4)) after connection broken by \'ReadTimeoutError("Read timed out.")\': /simple/tap-x/',
      'ERROR: Could not find a version that satisfies the requirement tap-x==9 (from versions: 1.0)',
      'ERROR: No matching distribution found for tap-x==9',
    ],
    'No matching distribution found for tap-x==9',
  ],
  [
    'a missing header',
    pipStep(
      'Building wheel for mysqlclient (pyproject.toml)',
      'running build_ext',
      "building 'MySQLdb._mysql' extension",
      'gcc -pthread -c src/MySQLdb/_mysql.c -o build/_mysql.o',
      'src/MySQLdb/_mysql.c:29:10: fatal error: mysql.h: No such file or directory',
      '   29 | #include "mysql.h"',
      '      |          ^~~~~~~~~',
      'compilation terminated.',
      "error: command '/usr/bin/gcc' failed with exit code 1",
    ).concat(
      '  ERROR: Failed building wheel for mysqlclient',
      'Failed to build mysqlclient',
      'error: failed-wheel-build-for-install',
      '',
      '× Failed to build installable wheels for some pyproject.toml based projects',
      '╰─> mysqlclient',
    ),
    'src/MySQLdb/_mysql.c:29:10: fatal error: mysql.h: No such file or directory',
  ],
  [
    'a missing compiler',
    pipStep(
      'Building wheel for pkg (pyproject.toml)',
      'running build_ext',
      "error: command 'gcc' failed: No such file or directory",
    ).concat(
      '  ERROR: Failed building wheel for pkg',
      'ERROR: Could not build wheels for pkg, which is required to install pyproject.toml-based projects',
    ),
    "command 'gcc' failed: No such file or directory",
  ],
  [
    'a module that a build needs',
    pipStep(
      'Getting requirements to build wheel',
      ...PYTHON_FRAMES,
      "ModuleNotFoundError: No module named 'pkg_resources'",
    ),
    "ModuleNotFoundError: No module named 'pkg_resources'",
  ],
  [
    'a program that a build needs',
    pipStep(
      'Getting requirements to build wheel',
      '/bin/sh: 1: mysql_config: not found',
      ...PYTHON_FRAMES,
      'OSError: mysql_config not found',
    ),
    'OSError: mysql_config not found',
  ],
  [
    'a program of PostgreSQL that a build needs',
    pipStep(
      'Preparing metadata (setup.py)',
      'running egg_info',
      '',
      'Error: pg_config executable not found.',
      '',
      'pg_config is required to build psycopg2 from source.',
    ).concat(
      'error: metadata-generation-failed',
      '',
      '× Encountered error while generating package metadata.',
      '╰─> See above for output.',
      '',
      'note: This is an issue with the package mentioned above, not pip.',
      'hint: See above for details.',
    ),
    'pg_config executable not found.',
  ],
  [
    'what a build said last',
    pipStep(
      'Getting requirements to build wheel',
      'need setuptools/distribute for Py3k',
      '$ pip install distribute',
    ),
    'need setuptools/distribute for Py3k; $ pip install distribute',
  ],
  [
    'a conflict',
    [
      'ERROR: Cannot install pkg-a==1 and pkg-b==2 because these package versions have conflicting dependencies.',
      '',
      'The conflict is caused by:',
      '    pkg-a 1 depends on requests<2',
      '    pkg-b 2 depends on requests>=2.30',
      '',
      'To fix this you could try to:',
      "1. loosen the range of package versions you've specified",
      '',
      'ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/',
    ],
    'Cannot install pkg-a==1 and pkg-b==2 because these package versions have conflicting dependencies: pkg-a 1 depends on requests<2; pkg-b 2 depends on requests>=2.30',
  ],
  [
    'a hash that does not match',
    [
      'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.',
      '    tap-x==1.0 from https://example.com/tap_x-1.0.whl (from -r requirements.txt (line 1)):',
      '        Expected sha256 aaaa',
      '             Got        bbbb',
      '',
    ],
    'The hash does not match: tap-x==1.0 from https://example.com/tap_x-1.0.whl (from -r requirements.txt (line 1)): Expected sha256 aaaa Got bbbb',
  ],
  [
    'a disk that is full',
    ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', ''],
    'Could not install packages due to an OSError: [Errno 28] No space left on device',
  ],
  [
    'an option that is unknown',
    ['', 'Usage:   ', '  pip install [options]', '', 'no such option: --hash'],
    'no such option: --hash',
  ],
  ['a requirement that is none', ["ERROR: Invalid requirement: '=='"], "Invalid requirement: '=='"],
  ['what nobody foresaw', ['Collecting x', 'something odd happened'], 'something odd happened'],
])('the reason is %s', (_, output, reason) => {
  expect(installFailure(output)).toBe(reason)
})

it('says nothing about an installer without output', () => {
  expect(installFailure([])).toBeUndefined()
  expect(installFailure(['', '  '])).toBeUndefined()
})
