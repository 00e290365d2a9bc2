import { ExactNumber } from '@flx/shared/json/exact-number'
import { describe, expect, it } from 'vitest'

import { readProject, type ProjectFile } from '../../../src/domain/projects/read-project.ts'

const project = (text: string, ...others: ProjectFile[]) =>
  readProject([{ path: 'meltano.yml', text }, ...others])
const config = (text: string) =>
  project(`plugins:\n  extractors:\n  - name: a\n    config:\n${text}`).plugins[0]?.config
const lineOf = ({ problems }: ReturnType<typeof project>) =>
  problems.map(({ place, message }) => `${place.file}:${place.line} ${message}`)

describe('values of a project', () => {
  it("reads texts, numbers and dates as Meltano's loader does", () => {
    expect(
      config(
        '      {a: 1_000, b: yes, c: 010, d: 0o10, e: 0b11, f: 2020-01-01, g: 1:30, h: "1_0", i: 1_0.5}',
      ),
    ).toEqual({ a: 1000, b: 'yes', c: 10, d: 8, e: 3, f: '2020-01-01', g: '1:30', h: '1_0', i: 10.5 })
  })

  it('keeps the digits of numbers', () => {
    const { a, b } = config('      a: 12345678901234567890\n      b: 1.10') ?? {}
    expect([a, b].map((value) => (value instanceof ExactNumber ? value.text : value))).toEqual([
      '12345678901234567890',
      expect.anything(),
    ])
  })

  it('expands anchors and merge keys, and gives the mapping itself priority', () => {
    const read = project(
      'env: &e {A: x, B: y}\nplugins:\n  extractors:\n  - name: a\n    env: {B: z, <<: *e}\n    config: {list: [*e, *e]}\n',
    )
    expect(read.plugins[0]).toMatchObject({
      env: { A: 'x', B: 'z' },
      config: {
        list: [
          { A: 'x', B: 'y' },
          { A: 'x', B: 'y' },
        ],
      },
    })
  })

  it('keeps comments for a later write', () => {
    const { files } = project('# ours\nplugins: {} # none\n')
    expect(String(files[0]?.document)).toBe('# ours\nplugins: {} # none\n')
  })
})

describe('plugins', () => {
  const INHERITING = `plugins:
  extractors:
  - {name: base, namespace: base, pip_url: base==1, config: {auth: {user: u, token: $T}, n: 1}, select: [a.*]}
  - {name: child, inherit_from: base, config: {auth.user: v, _schema: {}}, metadata: {a: {k: v}}}
`
  it('inherits each setting separately, nested or dotted', () => {
    expect(project(INHERITING).plugins[1]).toMatchObject({
      pipUrl: 'base==1',
      parents: ['base'],
      config: { auth: { user: 'v', token: '$T' }, n: 1 },
      extras: { _select: ['a.*'], _schema: {}, _metadata: { a: { k: 'v' } } },
      own: { pipUrl: null, config: { 'auth.user': 'v' } },
    })
  })

  it('takes a definition from the lock file of the variant, then from the hub', () => {
    const lock = {
      path: 'plugins/extractors/a--v.lock',
      text: '{"name":"a","pip_url":"locked","settings":[{"name":"x"}]}',
    }
    const read = readProject(
      [
        {
          path: 'meltano.yml',
          text: 'plugins: {extractors: [{name: a, variant: v}, {name: b}, {name: c, namespace: c}]}',
        },
        lock,
      ],
      (_kind, name) => ({ name, pip_url: 'from-hub' }),
    )
    expect(read.plugins.map(({ pipUrl, definition }) => [pipUrl, definition])).toEqual([
      ['locked', 'lock'],
      ['from-hub', 'hub'],
      [null, 'own'],
    ])
  })

  it('reports circles, unknown parents and duplicate names, with the line', () => {
    const read = project(
      'plugins:\n  loaders:\n  - {name: a, inherit_from: b}\n  - {name: b, inherit_from: a}\n  - {name: c, inherit_from: d}\n  - {name: c}\n',
    )
    expect(lineOf(read)).toEqual([
      'meltano.yml:6 "c" of "loaders" already exists: meltano.yml, line 5. The first one counts.',
      'meltano.yml:3 "a", "b" inherit from one another in a circle. They inherit nothing.',
      'meltano.yml:5 "d", from which "c" inherits, is not in the project, its lock files or the hub.',
    ])
  })
})

describe('several files', () => {
  it('joins files matched by the patterns, inside the project only', () => {
    const read = project(
      'include_paths: [./sub/*.meltano.yml, "**/deep[0-9].yml", ../x.yml, /etc/x.yml]\nplugins: {extractors: [{name: a}]}\nenv: {A: 1}\n',
      { path: 'sub/a.meltano.yml', text: 'plugins: {extractors: [{name: b}]}\nenv: {A: 2}' },
      { path: 'sub/c.meltano.yml', text: 'plugins: {}', isOutside: true },
      { path: 'x/y/deep1.yml', text: 'jobs: [{name: j, tasks: [a b, [c, d e]]}]' },
      { path: 'x/y/deepx.yml', text: ': broken: [' },
      { path: '../x.yml', text: 'plugins: {extractors: [{name: never}]}' },
      { path: '.env', text: 'export A="x\\ny" \n# none\nB=c # d\nnonsense\n' },
    )
    expect(read.plugins.map(({ name, place }) => [name, place.file])).toEqual([
      ['a', 'meltano.yml'],
      ['b', 'sub/a.meltano.yml'],
    ])
    expect(read.env).toEqual({ A: 2 })
    expect(read.jobs[0]?.tasks.map(({ blocks }) => blocks)).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ])
    expect(Array.from(read.dotenv.values(), ({ value }) => value)).toEqual(['x\ny', 'c'])
    expect(lineOf(read)).toEqual([
      'meltano.yml:1 "sub/c.meltano.yml" is a link that leads out of the project. It is not read.',
      'meltano.yml:1 An entry of "include_paths" must be a path inside the project. It is not read.',
      'meltano.yml:1 An entry of "include_paths" must be a path inside the project. It is not read.',
      '.env:4 The line does not set a variable.',
    ])
  })
})

describe('hostile files', () => {
  const laughs = [
    'a0: &a0 [x]',
    ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`),
  ]
  const many = (count: number, text: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => text(n)).join('')
  it.each([
    ['aliases of aliases', laughs.join('\n'), 'line 12: With its aliases expanded'],
    ['an alias in itself', 'a: 1\nb: &b [*b]', 'line 2: An alias is inside'],
    ['an alias of nothing', 'a: 1\nb: *c', 'line 2: '],
    ['brackets in brackets', `a: 1\nb: ${'['.repeat(5000)}`, 'line 2: Values can be nested'],
    ['lists in lists', `a: 1\nb:\n${'- '.repeat(5000)}x`, 'line 3: Values can be nested'],
    ['a key that stands twice', 'a: 1\nb: 2\na: 3', 'line 3: A key appears twice'],
    ['a broken document', 'a: "secret', 'line 1: '],
    ['a list', '- a', 'line 1: A project must be a mapping'],
    ['ten megabytes', `a: ${'x'.repeat(10_000_000)}`, 'line 1: '],
    [
      'heirs of a large parent',
      `plugins:\n  extractors:\n  - name: p\n    config:\n${many(2000, (n) => `      k${n}: 1\n`)}${many(400, (n) => `  - {name: c${n}, inherit_from: p}\n`)}`,
      'line 1: Its plugins inherit more than',
    ],
    [
      'dotted names of one setting',
      `plugins:\n  extractors:\n  - {name: c, inherit_from: p}\n  - name: p\n    config:\n${many(2500, (n) => `      a.k${n}: 1\n`)}`,
      'line 1: Its plugins inherit more than',
    ],
  ])('refuses %s with the line', (_what, text, message) => {
    expect(() => project(text)).toThrow(`meltano.yml, ${message}`)
  })

  it('never quotes a value of a broken document', () => {
    expect(() => project('password: "hunter2\n')).toThrow(expect.not.stringContaining('hunter2') as string)
  })

  it('marks a key of the project unknown to Meltano, so that the review lists it once', () => {
    const read = project('default_environment: dev\ncli.log_level: debug\nplugin: {}\n')
    expect(lineOf(read)).toEqual([])
    expect([...read.settings].filter(([, { isKnown }]) => !isKnown)).toMatchObject([
      ['plugin', { place: { file: 'meltano.yml', line: 3 } }],
    ])
    expect([...read.settings.keys()]).toEqual(['default_environment', 'cli.log_level', 'plugin'])
  })

  it('reports wrong types and continues', () => {
    const read = project(
      'plugins:\n  extractors: {}\n  loaders: [1, {name: b, config: [x], capabilities: [{}]}]\njobs: x\nschedules: [{name: s}]\nenvironments: [{name: e, other: 1}]\n',
    )
    expect(read.plugins.map(({ name }) => name)).toEqual(['b'])
    expect(lineOf(read)).toEqual([
      'meltano.yml:2 "extractors" must be a list.',
      'meltano.yml:3 An entry of "loaders" must be a mapping with a name.',
      'meltano.yml:3 "config" must be a mapping.',
      'meltano.yml:3 An entry of "capabilities" must be text.',
      'meltano.yml:6 "other" of the environment "e" is not known and has no effect.',
      'meltano.yml:4 "jobs" must be a list.',
      'meltano.yml:5 The schedule "s" names neither a job nor an extractor with a loader.',
    ])
  })
})
