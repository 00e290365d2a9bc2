import { describe, expect, it } from 'vitest'

import { overlappingEdits } from '#web/features/plugins/overlapping-edits.ts'
import { readPluginSearch } from '#web/features/plugins/list/plugin-search.ts'
import { EMPTY_DRAFT, isShownBy, pluginBody } from '#web/features/plugins/add/add-draft.ts'
import { settingForm } from '#web/parts/setting-form/setting-form.ts'

const part = (text: string) => ({ id: text, text })

describe('adding a plugin', () => {
  it('sends a command as an array of arguments, never as one string', () => {
    const draft = {
      ...EMPTY_DRAFT,
      source: 'command' as const,
      name: 'tap-x',
      pipUrl: 'left over',
      command: [part('/opt/tap x'), part('--name=a b')],
    }
    expect(pluginBody(draft)).toMatchObject({
      body: {
        command: ['/opt/tap x', '--name=a b'],
        pipUrl: null,
        capabilities: ['catalog', 'discover', 'state'],
      },
    })
  })

  it('leaves out the command when it comes from pip', () => {
    const draft = { ...EMPTY_DRAFT, name: 'tap-x', pipUrl: ' tap-x==1 ', type: 'loader' as const }
    expect(pluginBody(draft)).toMatchObject({
      body: { pipUrl: 'tap-x==1', command: null, executable: null, mode: null, capabilities: [] },
    })
  })

  it('says what is missing at each field', () => {
    expect(pluginBody({ ...EMPTY_DRAFT, docs: 'ftp://x' })).toEqual({
      errors: {
        name: expect.any(String),
        docs: expect.any(String),
        pipUrl: 'Enter what pip installs.',
      },
    })
    const byCommand = { ...EMPTY_DRAFT, name: 'x', source: 'command' as const }
    expect(pluginBody({ ...byCommand, command: [part(''), part('')] })).toMatchObject({
      errors: { 'command.0': 'Enter the program.' },
    })
  })

  it.each(['{', '{}', '[{"label": "no name"}]', '[{"name": "x", "kind": "unheard-of"}]'])(
    'refuses the setting definitions %s',
    (settingDefinitions) => {
      const result = pluginBody({ ...EMPTY_DRAFT, name: 'x', pipUrl: 'x', settingDefinitions })
      expect(result).toEqual({ errors: { settingDefinitions: expect.any(String) } })
    },
  )
})

it('names the settings that two users changed at once', () => {
  const definitions = [{ name: 'a', label: 'Size' }, { name: 'b' }]
  const form = settingForm(definitions, { a: 1, b: 1, other: 1 })
  const edits = { fields: { a: { kind: 'text' as const, text: '2' } }, rest: '{}' }
  expect(overlappingEdits(form, edits, { a: 3, b: 3, other: 1 })).toEqual(['Size'])
  expect(overlappingEdits(form, edits, { a: 1, b: 3, other: 2 })).toEqual(['Other settings'])
})

it('reads the list of plugins from the URL and ignores unknown values', () => {
  const read = (search: string) => readPluginSearch(new URLSearchParams(search), 'UTC').filters
  expect(read('type=loader&installed=false&search= x &sort=-name')).toEqual({
    type: 'loader',
    installed: false,
    search: 'x',
    sort: '-name',
  })
  expect(read('type=tap&installed=maybe&sort=constructor')).toEqual({ sort: 'type' })
})

it('knows which problems the form of a plugin shows at a field', () => {
  const paths = ['name', 'mode', 'pipUrl', 'command', 'command.0', 'command.1', 'settingDefinitions', 'env']
  expect(paths.filter(isShownBy(EMPTY_DRAFT))).toEqual(['name', 'pipUrl', 'settingDefinitions'])
  const withCommand = { ...EMPTY_DRAFT, type: 'transformer' as const, source: 'command' as const }
  expect(paths.filter(isShownBy(withCommand))).toEqual([
    'name',
    'mode',
    'command',
    'command.0',
    'settingDefinitions',
  ])
})
