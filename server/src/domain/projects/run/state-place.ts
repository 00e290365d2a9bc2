import { isJsonObject, type Json } from '@flx/shared/json/json'
import { stateBackendSchema, type StateBackend } from '@flx/shared/projects/state-backend'

import type { MeltanoProject } from '../project.ts'
import { expanded } from './expand-text.ts'

/** Where Meltano keeps states, or why that is unknown here, as the end of a sentence. */
export type StatePlace = { backend: StateBackend } | { unknown: string }

type Variables = Readonly<Record<string, string>>

/** Determines where a project keeps its states, from its settings and the variables that override them. */
export function statePlace(
  settings: MeltanoProject['settings'],
  folder: string,
  variables: Variables,
): StatePlace {
  const allVariables = { ...variables, MELTANO_PROJECT_ROOT: folder }
  const setting = (name: string): string => {
    const fromVariable = variables[`MELTANO_${name.replaceAll('.', '_').toUpperCase()}`]
    return fromVariable ?? expanded(textAt(settings, name), allVariables)
  }
  const uri = setting('state_backend.uri')
  if (uri === '' || uri === 'systemdb') return databasePlace(setting('database_uri'), folder, variables)
  if (uri.startsWith('file://')) return validated({ kind: 'folder', path: uri })
  if (uri.startsWith('s3://')) return bucketPlace(uri, setting, variables)
  return {
    unknown: `a backend of the kind ${/^[a-z0-9+.-]{1,20}(?=:)/i.exec(uri)?.[0] ?? 'unknown'} is not read here`,
  }
}

/** Reads a setting; `state_backend: {uri: …}` and `state_backend.uri: …` are equivalent. */
function textAt(settings: MeltanoProject['settings'], name: string): string {
  const direct = settings.get(name)?.value
  if (direct !== undefined) return textOf(direct)
  const [root = '', ...rest] = name.split('.')
  let value: Json | undefined = settings.get(root)?.value
  for (const key of rest) value = isJsonObject(value) ? value[key] : undefined
  return textOf(value)
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

function databasePlace(uri: string, folder: string, variables: Variables): StatePlace {
  if (uri === '') {
    const root = variables['MELTANO_SYS_DIR_ROOT'] ?? `${folder}/.meltano`
    return validated({
      kind: 'sqlite',
      path: `${root.startsWith('/') ? root : `${folder}/${root}`}/meltano.db`,
    })
  }
  const sqlite = /^sqlite:\/\/\/(.*)$/s.exec(uri)?.[1]
  if (sqlite === undefined) return validated({ kind: 'postgresql', url: uri })
  return validated({ kind: 'sqlite', path: sqlite.startsWith('/') ? sqlite : `${folder}/${sqlite}` })
}

function bucketPlace(uri: string, setting: (name: string) => string, variables: Variables): StatePlace {
  const [, key, secret, bucket, prefix] = /^s3:\/\/(?:([^:@/]+):([^@/]+)@)?([^/]+)\/?(.*)$/s.exec(uri) ?? []
  const endpoint = setting('state_backend.s3.endpoint_url')
  const region = variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION']
  return validated({
    kind: 's3',
    bucket,
    prefix: (prefix ?? '').replace(/\/+$/, ''),
    endpoint: endpoint === '' ? null : endpoint,
    ...(region === undefined ? {} : { region }),
    accessKeyId: key ?? (setting('state_backend.s3.aws_access_key_id') || variables['AWS_ACCESS_KEY_ID']),
    secretAccessKey:
      secret ?? (setting('state_backend.s3.aws_secret_access_key') || variables['AWS_SECRET_ACCESS_KEY']),
  })
}

/** Validates a backend like one entered by a user. The message omits the values, which include passwords. */
function validated(values: object): StatePlace {
  const backend = stateBackendSchema.safeParse(values).data
  return backend === undefined
    ? { unknown: 'its address or keys are not set where the server can see them' }
    : { backend }
}
