import { expect, it } from 'vitest'

import { mergeAbout, ownedByEditor } from '../../src/domain/plugins/merge-about.ts'

const nothing = { capabilities: [], settingDefinitions: [] }

it('keeps what the hub or a user wrote, and fills what they left out', () => {
  const stored = {
    capabilities: ['catalog', 'state'],
    settingDefinitions: [
      { name: 'default_target_schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA', label: 'Schema' },
      { name: 'url', kind: 'string' as const, description: 'Written by hand' },
      { name: 'old_name', aliases: ['user'] },
    ],
  }
  const about = {
    capabilities: ['state', 'about'],
    settingDefinitions: [
      { name: 'default_target_schema', kind: 'string' as const, value: 'public', description: 'Where to' },
      { name: 'url', kind: 'password' as const, sensitive: true, description: 'The address', required: true },
      { name: 'user', kind: 'string' as const, value: 'me' },
      { name: 'flattening_enabled', kind: 'boolean' as const },
    ],
  }
  expect(mergeAbout(stored, about)).toEqual({
    capabilities: ['catalog', 'state', 'about'],
    settingDefinitions: [
      {
        name: 'default_target_schema',
        kind: 'string',
        value: '$MELTANO_EXTRACT__LOAD_SCHEMA',
        label: 'Schema',
        description: 'Where to',
      },
      { name: 'url', kind: 'string', sensitive: true, description: 'Written by hand' },
      { name: 'old_name', aliases: ['user'], kind: 'string', value: 'me' },
      { name: 'flattening_enabled', kind: 'boolean', origin: 'about' },
    ],
  })
})

it('does not describe a part of something described as a whole', () => {
  const stored = {
    ...nothing,
    settingDefinitions: [{ name: 'auth', kind: 'object' as const }, { name: 'db.host' }],
  }
  const about = {
    ...nothing,
    settingDefinitions: [{ name: 'auth.user' }, { name: 'db' }, { name: 'db.port' }],
  }
  expect(mergeAbout(stored, about).settingDefinitions.map(({ name }) => name)).toEqual([
    'auth',
    'db.host',
    'db.port',
  ])
})

it('replaces earlier descriptions by the connector, except those changed by a user since', () => {
  const first = mergeAbout(nothing, {
    ...nothing,
    settingDefinitions: [{ name: 'gone' }, { name: 'kept', value: 1 }, { name: 'edited', value: 1 }],
  })
  const sent = first.settingDefinitions.map((definition) =>
    definition.name === 'edited' ? { origin: definition.origin, ...definition, value: 5 } : { ...definition },
  )
  const edited = { ...first, settingDefinitions: ownedByEditor(sent, first.settingDefinitions) }
  const now = {
    ...nothing,
    settingDefinitions: [
      { name: 'kept', value: 2 },
      { name: 'edited', value: 2 },
    ],
  }
  expect(mergeAbout(edited, now).settingDefinitions).toEqual([
    { name: 'edited', value: 5 },
    { name: 'kept', value: 2, origin: 'about' },
  ])
})
