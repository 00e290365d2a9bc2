import { expect, it } from 'vitest'

import { pipArguments } from '../../src/domain/plugins/installing/pip-arguments.ts'

const none = () => undefined

it.each([
  ['tap-x', ['tap-x']],
  ['  tap-x==1.2 \n', ['tap-x==1.2']],
  ['dbt-core dbt-postgres "meltano-dbt-ext~=0.5.0"', ['dbt-core', 'dbt-postgres', 'meltano-dbt-ext~=0.5.0']],
  [`'pkg[extra] @ git+https://h/x.git' --pre`, ['pkg[extra] @ git+https://h/x.git', '--pre']],
  [String.raw`a\ b "c \"d\" \x" ''`, ['a b', String.raw`c "d" \x`, '']],
  ['tap-x == 1 other', ['tap-x == 1', 'other']],
  ['tap-x>=1, <2 --pre', ['tap-x>=1, <2', '--pre']],
  ['tap-x @ https://h/x.zip other', ['tap-x @ https://h/x.zip', 'other']],
  [`tap-x~=1.0 ; python_version<"3.12" other`, ['tap-x~=1.0 ; python_version<"3.12"', 'other']],
  ['tap-x; echo $(id) && rm', ['tap-x;', 'echo', '$(id)', '&&', 'rm']],
])('%j becomes arguments, never a shell line', (text, words) => {
  expect(pipArguments(text, none)).toEqual(words)
})

it('fills in variables of the server and refuses unknown ones by name', () => {
  const variable = (name: string) => (name === 'TOKEN' ? 'abc' : undefined)
  expect(pipArguments('git+https://${TOKEN}@h/x.git a$TOKEN', variable)).toEqual([
    'git+https://abc@h/x.git',
    'aabc',
  ])
  expect(() => pipArguments('${MISSING}', variable)).toThrow(/MISSING/)
})

it.each(['', '  ', '"open', "it's"])('refuses %j', (text) => {
  expect(() => pipArguments(text, none)).toThrow(/pip URL/)
})
