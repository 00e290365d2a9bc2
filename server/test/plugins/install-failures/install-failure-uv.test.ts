import { expect, it } from 'vitest'

import { installFailure } from '../../../src/domain/plugins/installing/install-failure.ts'

it.each<[string, string[], string]>([
  [
    'a version that is not there',
    [
      'Using Python 3.11.7 environment at: v',
      'error: No solution found when resolving dependencies',
      '  cause: Because there is no version of singer-sdk==99 and you require singer-sdk==99, we can conclude that your requirements are unsatisfiable.',
    ],
    'Because there is no version of singer-sdk==99 and you require singer-sdk==99, we can conclude that your requirements are unsatisfiable.',
  ],
  [
    'drawn: a conflict, wrapped',
    [
      '  × No solution found when resolving dependencies:',
      '  ╰─▶ Because you require pkg==1 and',
      '      pkg==2, we can conclude that your requirements are unsatisfiable.',
    ],
    'Because you require pkg==1 and pkg==2, we can conclude that your requirements are unsatisfiable.',
  ],
  [
    'a build',
    [
      'error: Failed to build `mysqlclient==1.4.6`',
      '  cause: The build backend returned an error',
      '  cause: Call to `setuptools.build_meta:__legacy__.get_requires_for_build_wheel` failed (exit status: 1)',
      '',
      '         [stderr]',
      '         /bin/sh: 1: mysql_config: not found',
      '         Traceback (most recent call last):',
      '           File "<string>", line 14, in <module>',
      "         ModuleNotFoundError: No module named 'distutils.msvccompiler'",
      '',
      'hint: Build failures usually indicate a problem with the package or the build environment',
    ],
    "ModuleNotFoundError: No module named 'distutils.msvccompiler'",
  ],
  [
    'an index that cannot be reached',
    [
      'error: Request failed after 3 retries in 4.8s',
      '  cause: Failed to fetch: http://nohost.invalid/simple/tap-x/',
      '  cause: error sending request for url (http://nohost.invalid/simple/tap-x/)',
      '  cause: client error (Connect)',
      '  cause: dns error',
      '  cause: failed to lookup address information: Name or service not known',
    ],
    'failed to lookup address information: Name or service not known (error sending request for url (http://nohost.invalid/simple/tap-x/))',
  ],
  [
    'a repository',
    [
      '   Updating https://example.com/nope (v9)',
      'error: Git operation failed',
      '  cause: failed to clone into: /root/.cache/uv/git-v2/db/96cde1bcd9c3ac91',
      '  cause: failed to fetch branch or tag `v9`',
      "  cause: process didn't exit successfully: `/usr/bin/git fetch --force` (exit status: 128)",
      '         --- stderr',
      "         fatal: couldn't find remote ref refs/tags/v9",
    ],
    "couldn't find remote ref refs/tags/v9",
  ],
  [
    'anything else, with its causes',
    ['error: Failed to read `requirements.txt`', '  cause: failed to open file: denied'],
    'Failed to read `requirements.txt`: failed to open file: denied',
  ],
])('when uv fails to install, the reason is %s', (_, output, reason) => {
  expect(installFailure(output)).toBe(reason)
})
