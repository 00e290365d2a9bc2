import { describe, expect, it } from 'vitest'

import { representProject } from '../../../src/domain/projects/import/represent-project.ts'
import { handOverCommand } from '../../../src/domain/projects/state/project-backend.ts'
import { readProject, type ProjectFile } from '../../../src/domain/projects/read-project.ts'
import { exporting, importing } from '../../support/project-round-trip.ts'

const PLUGINS = `plugins:
  extractors: [{name: tap-x, namespace: tap_x, pip_url: tap-x}]
  loaders: [{name: target-y, namespace: target_y, pip_url: target-y}]
`
const filesOf = (text: string, others: readonly ProjectFile[] = []) => [
  { path: 'meltano.yml', text },
  ...others,
]
const OPTIONS = { environment: null, variables: {}, serverVariables: [], folder: null, serverPlugins: [] }
const represent = (text: string, others?: readonly ProjectFile[], options = OPTIONS) =>
  representProject(readProject(filesOf(text, others)), options)
const problemsIn = (text: string, others?: readonly ProjectFile[]) =>
  represent(text, others).problems.map(({ place, message }) => `${place.file}:${place.line} ${message}`)
const configOf = (config: string) =>
  represent(`plugins:\n  extractors:\n  - name: a\n    namespace: a\n    config: {${config}}\n`).plugins[0]
    ?.settings
/** `setting foo: left-out The reason.` */
const othersIn = (text: string) =>
  represent(text).others.map(
    ({ kind, name, place, outcome, reason }) => `${place.line} ${kind} ${name}: ${outcome}. ${reason}`,
  )

describe('an odd value is one problem', () => {
  it('keeps the digits of numbers that no double holds', () => {
    expect(JSON.stringify(configOf('a: 1e400, b: -1E999, c: 0.1e-400'))).toBe(
      '{"a":1e400,"b":-1E999,"c":0.1e-400}',
    )
  })

  it.each([
    ['.inf', 'An infinite number is read as text.', '.inf'],
    ['!secret x', 'The tag (!name) has no effect here: the value is read as text.', 'x'],
    ['!!set {x}', 'The tag of the list or mapping (!name) has no effect here.', { x: null }],
    ['{__proto__: {x: 1}}', 'A key cannot be named "__proto__" here. It is ignored.', {}],
    ['{<<: 5, x: 1}', 'A merge key (<<) takes a mapping or a list of mappings. It is ignored.', { x: 1 }],
  ])('reads %s', (text, message, value) => {
    const yml = `plugins:\n  extractors:\n  - name: a\n    namespace: a\n    config:\n      odd: ${text}\n`
    expect(problemsIn(yml)).toEqual([`meltano.yml:6 ${message}`])
    expect(represent(yml).plugins[0]?.settings).toEqual({ odd: value })
  })

  it('reads YAML tags, and YAML 1.1 numbers where a file requests it', () => {
    expect(configOf('a: !!int "3", b: !!str 5, c: !!float 1.50')).toEqual({
      a: 3,
      b: '5',
      c: expect.anything() as unknown,
    })
    expect(represent(`%YAML 1.1\n---\n${PLUGINS}env: {A: 010, B: yes}\n`).plugins[0]?.env).toEqual({
      A: '8',
      B: 'true',
    })
  })

  it('names a file that is not UTF-8, with the line', () => {
    const lost = 'The file is not UTF-8, so some of its characters are lost. Save it as UTF-8.'
    expect(problemsIn(`${PLUGINS}# caf\uFFFD\n`, [{ path: '.env', text: 'A=1\nB=\uFFFD\n' }])).toEqual([
      `meltano.yml:4 ${lost}`,
      `.env:2 ${lost}`,
    ])
    expect(() => represent('\uFFFD\uFFFDp\0l\0')).toThrow(`meltano.yml, line 1: ${lost}`)
  })

  it('names the include_paths pattern that finds nothing', () => {
    expect(othersIn('include_paths: [meltano.yml, ./sub/*.yml]\n')).toEqual([
      '1 setting sub/*.yml: left-out. No file matches it. Add the files that it names.',
    ])
  })

  it.each([
    [
      'plugins: {}\n---\nplugins: {}',
      'line 2: A second document starts (---): a file of a project contains one.',
    ],
    [`"${'k'.repeat(2000)}": 1`, 'line 1: A key is longer than 1,024 characters.'],
    ['plugins:\n\t- a', 'line 2: There is a tab in the indentation: use spaces.'],
    ['? [a, b]\n: 1', 'line 1: A key is a list or a mapping: use text.'],
  ])('explains why a file is not valid YAML', (text, message) => {
    expect(() => represent(text)).toThrow(message)
  })
})

describe('an included file that is not valid YAML', () => {
  const GOOD = `include_paths: [more/*.yml]\n${PLUGINS}`
  const BAD = 'more/bad.yml'
  it.each([
    ['a key that stands twice', 'jobs: []\nplugins:\n  loaders: []\njobs: []\n', 4, 'A key appears twice'],
    ['a tab in the indentation', 'plugins:\n\t- a\n', 2, 'There is a tab in the indentation: use spaces.'],
    ['an open quote', 'plugins: {}\nenv: "secret-of-ours', 2, ''],
  ])('is reported with its line for %s, and the rest is read', (_what, text, line, message) => {
    const bad = [{ path: BAD, text }]
    const { plugins, others, problems, unread } = represent(GOOD, bad)
    expect(plugins.map(({ name }) => name)).toEqual(represent(PLUGINS).plugins.map(({ name }) => name))
    expect(unread).toEqual([BAD])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ place: { file: BAD, line } })
    expect(problems[0]?.message).toContain(message)
    expect(problems[0]?.message).not.toContain('secret-of-ours')
    expect(others.find(({ name }) => name === BAD)).toMatchObject({ outcome: 'left-out' })
  })

  it('counts each entry that it seems to hold as left out', () => {
    const text = [
      'plugins:',
      '  extractors:',
      '  - name: tap-lost # ours',
      '  - {name: "tap-other", variant: x}',
      '  loaders:',
      "  - name: 'target-lost'",
      'jobs:',
      '- name: nightly',
      '  tasks: [tap-lost target-lost]',
      'schedules:',
      '- name: daily',
      'jobs: []',
    ].join('\n')
    const others = represent(GOOD, [{ path: BAD, text }]).others.filter(({ place }) => place.file === BAD)
    expect(others.map(({ kind, name, place, reason }) => [kind, name, place.line, reason])).toEqual([
      ['setting', BAD, 12, expect.stringContaining('A key appears twice')],
      ['extractor', 'tap-lost', 3, `${BAD} cannot be read, see line 12.`],
      ['extractor', 'tap-other', 4, expect.anything()],
      ['loader', 'target-lost', 6, expect.anything()],
      ['job', 'nightly', 8, expect.anything()],
      ['schedule', 'daily', 11, expect.anything()],
    ])
  })
})

describe('each element has its reason', () => {
  it('leaves out a circle of inherit_from, and reports it for the plugins that inherit from it', () => {
    const { plugins, others, problems } = represent(
      'plugins:\n  loaders:\n  - {name: a, inherit_from: b}\n  - {name: b, inherit_from: a}\n  - {name: c, inherit_from: a, pip_url: c}\n',
    )
    expect(problems).toHaveLength(1)
    expect(others.map(({ name, reason }) => [name, reason])).toEqual([
      ['a', 'It inherits from itself: "a", "b" form a circle of inherit_from.'],
      ['b', 'It inherits from itself: "a", "b" form a circle of inherit_from.'],
    ])
    expect(plugins).toMatchObject([{ name: 'c', notes: [expect.stringContaining('It inherits nothing.')] }])
  })

  it('reports what happens to each setting of the project', () => {
    expect(
      othersIn(
        'default_environment: prod\nenvironments: [{name: dev}]\nfoo: 1\nstate_backend: {uri: s3://x}\nenv: {"a b": 1}\n',
      ),
    ).toEqual([
      '2 environment dev: left-out. Another environment is chosen.',
      '5 setting a b: left-out. This is not a valid name for a variable.',
      '1 setting default_environment: left-out. No environment of the project has that name, so none is chosen.',
      '3 setting foo: left-out. Meltano does not know it. It stays in the file.',
      expect.stringMatching(/^4 setting state_backend: used\. It says where Meltano keeps state\./),
    ])
  })

  it('explains how to hand over state that is stored where it is not read', () => {
    expect(othersIn('state_backend: {uri: "gs://bucket/x"}')).toEqual([
      '1 setting state_backend: left-out. State in Google Cloud Storage is not read here. For each pipeline: meltano state get STATE_ID | flx state set PIPELINE -',
    ])
    expect(handOverCommand('dev:tap-x-to-target-y', "Ada's own")).toBe(
      String.raw`meltano state get dev:tap-x-to-target-y | flx state set 'Ada'\''s own' -`,
    )
  })

  it('gives each pipeline a valid name', () => {
    const { pipelines } = represent(`${PLUGINS}jobs:
- {name: j, tasks: [tap-x target-y]}
- {name: "a\\nb", tasks: [tap-x target-y]}
- {name: ${'L'.repeat(300)}1, tasks: [tap-x target-y]}
- {name: ${'L'.repeat(300)}2, tasks: [tap-x target-y]}
schedules: [{name: j, extractor: tap-x, loader: target-y, interval: " @daily "}]
`)
    expect(pipelines.map(({ name }) => name)).toEqual([
      'j',
      'a b',
      'L'.repeat(255),
      `${'L'.repeat(253)} 2`,
      'j 2',
    ])
    expect(new Set(pipelines.map(({ key }) => key)).size).toBe(5)
    expect(pipelines.at(-1)).toMatchObject({ schedule: '@daily', stateId: 'j' })
  })

  it('explains jobs within jobs, unknown dbt commands and unreadable settings', () => {
    const { others, pipelines, plugins } = represent(`plugins:
  extractors: [{name: tap-x, namespace: tap_x, pip_url: tap-x, settings: [text, {name: a}]}]
  loaders: [{name: target-y, namespace: target_y, pip_url: target-y}]
  utilities: [{name: dbt-pg, namespace: dbt, pip_url: dbt-postgres, commands: {mine: run, odd: [x]}}]
jobs:
- {name: a, tasks: [b, tap-x target-y dbt-pg:nope]}
- {name: b, tasks: [tap-x target-y dbt-pg:mine]}
`)
    expect(others[0]?.reason).toBe(
      '"b" is a job, and a job cannot contain jobs here. List its tasks instead.',
    )
    expect(pipelines.map(({ notes }) => notes)).toEqual([
      ['No file of the project defines dbt-pg:nope: dbt is started with "nope".'],
      [],
    ])
    expect(plugins.flatMap(({ notes }) => notes)).toEqual([
      'Could not read these settings, so they are left out: one without a name.',
      expect.stringContaining('dbt project'),
      'Its commands without arguments are skipped: odd.',
    ])
  })
})

describe('variables', () => {
  it('finds values beside a variable, and asks for circular variables until they are filled in', () => {
    const yml = `${PLUGINS.replace('pip_url: tap-x', 'pip_url: tap-x, config: {a: $H, b: $A}')}env: {A: $B, B: "\${A}", D: 1, H: $D$D}\n`
    expect(represent(yml).plugins[0]).toMatchObject({ env: { H: '11' } })
    expect(represent(yml).plugins[0]?.missing.toSorted()).toEqual(['A', 'B'])
    const filled = represent(yml, [], { ...OPTIONS, variables: { B: 'x' } })
    expect(filled.plugins[0]).toMatchObject({ env: { A: 'x', B: 'x' }, missing: [] })
  })

  it('ends where variables refer to one another endlessly', () => {
    const names = Array.from({ length: 30 }, (_, index) => `V${index}`)
    const all = names.map((name) => `$${name}`).join('')
    expect(() =>
      represent(`${PLUGINS}env: {${names.map((name) => `${name}: ${all}`).join(', ')}}\n`),
    ).toThrow('Its variables expand without limit.')
  })

  it('reads .env values over several lines', () => {
    const text = '\uFEFFA="x\ny\\n" # z\nKEY=\'-----BEGIN\nabc\n-----END\'\nB=1 # c\nC=\nD="open\n'
    const { dotenv, problems } = readProject(filesOf('plugins: {}', [{ path: '.env', text }]))
    expect(Array.from(dotenv.values(), ({ name, value, line }) => [name, value, line])).toEqual([
      ['A', 'x\ny\n', 1],
      ['KEY', '-----BEGIN\nabc\n-----END', 3],
      ['B', '1', 6],
      ['C', '', 7],
    ])
    expect(problems).toMatchObject([{ place: { line: 8 } }])
  })
})

it.each([
  ['an empty file', ''],
  [
    'null lists',
    'plugins: {extractors: , loaders: ~}\njobs:\nschedules:\nenvironments:\nenv:\ninclude_paths:\n',
  ],
  [
    'lists for mappings',
    'plugins: [a]\njobs: {a: b}\nschedules: 1\nenvironments: {a: {}}\nenv: [A=1]\ninclude_paths: x\n',
  ],
  [
    'fields of wrong types',
    'plugins: {extractors: [{name: a, config: 1, env: x, commands: [a], settings: {}, capabilities: x, mappings: 3, variant: {}, pip_url: [x]}]}',
  ],
  [
    'names of numbers',
    'plugins: {extractors: [{name: 1.50, namespace: x}, {name: 07, namespace: x}, {name: true}, {name: null}, 5, [a]]}',
  ],
  [
    'names with slashes',
    `${PLUGINS.replaceAll('name: t', 'name: org/t')}jobs: [{name: a, tasks: [org/tap-x org/target-y]}]`,
  ],
  [
    'setting names of objects',
    PLUGINS.replace(
      'pip_url: tap-x',
      'pip_url: tap-x, config: {constructor: 1, toString: 2, "": 3, a..b: 4, .c: 5}',
    ),
  ],
  ['Windows line ends and a mark', `\uFEFF${PLUGINS.replaceAll('\n', '\r\n')}`],
])('%s: importing the export gives the same result, and nothing fails', (_what, text) => {
  const first = importing(filesOf(text))
  expect(importing(exporting(first))).toEqual(first)
})
