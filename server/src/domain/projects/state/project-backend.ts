import type { Json } from '@flx/shared/json/json'
import { isJsonObject } from '@flx/shared/json/json'
import { stateBackendSchema, type StateBackend } from '@flx/shared/projects/state-backend'

import { variableName } from '../../settings/plugin-variables.ts'
import { levelOf, variablesIn, type Variables } from '../import/variables.ts'
import type { MeltanoProject } from '../project.ts'

/** Where a project keeps its state, or why that place is out of reach. */
export type ProjectBackend =
  /** `standard`: the database that Meltano creates itself, which does not exist before its first run. */
  | { backend: StateBackend; standard: boolean }
  /** `byHand`: no setting would help, so each state must be handed over manually. */
  | { problem: string; byHand?: true }

/**
 * Determines the place that `state_backend` and `database_uri` name, as Meltano does: a variable such as
 * MELTANO_STATE_BACKEND_URI overrides the file, and without both it is the database in `.meltano`.
 */
export function projectBackend(
  { settings }: Pick<MeltanoProject, 'settings'>,
  projectVariables: Variables,
  folder: string,
): ProjectBackend {
  const variables = projectVariables.with(
    levelOf({ MELTANO_PROJECT_ROOT: folder, MELTANO_SYS_DIR_ROOT: `${folder}/.meltano` }),
  )
  const missing = new Set<string>()
  /** Returns the text of a setting; undefined if the project lacks it. */
  const textOf = (name: string): string | undefined => {
    const text = variables.find(`MELTANO_${variableName(name)}`)?.value ?? fromFile(settings, name)
    if (typeof text !== 'string' || text === '') return undefined
    const { value } = variables.expand(text)
    for (const variable of variablesIn(value)) missing.add(variable)
    return value
  }
  const found = backendOf(textOf, (name) => variables.find(name)?.value, folder)
  if (missing.size > 0) {
    return { problem: `Its state backend refers to ${[...missing].join(', ')}, which has no value.` }
  }
  return found
}

function backendOf(
  textOf: (name: string) => string | undefined,
  awsVariable: (name: string) => string | undefined,
  folder: string,
): ProjectBackend {
  const uri = textOf('state_backend.uri') ?? 'systemdb'
  if (uri === 'systemdb') return systemDatabase(textOf('database_uri'), folder)
  if (uri.startsWith('file://')) return validated({ kind: 'folder', path: uri })
  if (uri.startsWith('s3://')) {
    const [, keyId, secret, bucket = '', prefix = ''] =
      /^s3:\/\/(?:([^:@/]*):([^@/]*)@)?([^/]*)\/?(.*)$/.exec(uri) ?? []
    const s3Setting = (name: string) => textOf(`state_backend.s3.${name}`)
    const region = s3Setting('region')
    return validated({
      kind: 's3',
      bucket,
      prefix,
      endpoint: s3Setting('endpoint_url') ?? null,
      ...(region === undefined ? {} : { region }),
      accessKeyId: keyId ?? s3Setting('aws_access_key_id') ?? awsVariable('AWS_ACCESS_KEY_ID') ?? '',
      secretAccessKey:
        secret ?? s3Setting('aws_secret_access_key') ?? awsVariable('AWS_SECRET_ACCESS_KEY') ?? '',
    })
  }
  return { problem: `Its state is kept in ${backendName(uri)}, which is not read here.`, byHand: true }
}

function systemDatabase(uri: string | undefined, folder: string): ProjectBackend {
  const standard = `${folder}/.meltano/meltano.db`
  if (uri === undefined) return { backend: { kind: 'sqlite', path: standard }, standard: true }
  const [, file] = /^sqlite(?:\+\w+)?:\/\/\/([^?]*)/.exec(uri) ?? []
  if (file !== undefined)
    return validated({ kind: 'sqlite', path: file.startsWith('/') ? file : `${folder}/${file}` })
  if (/^postgres/.test(uri)) return validated({ kind: 'postgresql', url: uri })
  return { problem: `Its system database is ${schemeOf(uri)}, which is not read here.`, byHand: true }
}

/** Names a state backend that is not supported here, without any other part of its address. */
export const backendName = (uri: string): string => NAMES[schemeOf(uri)] ?? schemeOf(uri)

const NAMES: Record<string, string> = { gs: 'Google Cloud Storage', azure: 'Azure Blob Storage' }

/** Whether a backend is supported. */
export const isReadBackend = (uri: string): boolean => /^(?:systemdb$|file:\/\/|s3:\/\/)/.test(uri)

/** Returns the command with which a user hands over a pipeline's state, in the project's folder. */
export const handOverCommand = (stateId: string, pipeline: string): string =>
  `meltano state get ${shellWord(stateId)} | flx state set ${shellWord(pipeline)} -`

const shellWord = (text: string): string =>
  /^[\w:./@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** Returns only the scheme, because addresses can contain a password. */
const schemeOf = (uri: string): string => /^[a-z][a-z0-9+]{0,30}(?=:)/i.exec(uri)?.[0] ?? 'no address'

function validated(backend: unknown): ProjectBackend {
  const parsed = stateBackendSchema.safeParse(backend)
  if (parsed.success) return { backend: parsed.data, standard: false }
  const [issue] = parsed.error.issues
  return {
    problem: `Its state backend cannot be used here: ${issue?.path.join('.') ?? ''} is missing or wrong.`,
  }
}

/** Reads a setting by its dotted name, or nested. */
function fromFile(settings: MeltanoProject['settings'], name: string): Json | undefined {
  const parts = name.split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    let value: Json | undefined = settings.get(parts.slice(0, length).join('.'))?.value
    for (let index = length; index < parts.length && value !== undefined; index += 1) {
      if (!isJsonObject(value)) value = undefined
      else value = value[parts.slice(index).join('.')] ?? value[parts[index] ?? '']
      if (typeof value === 'string') break
    }
    if (value !== undefined && !isJsonObject(value)) return value
  }
  return undefined
}
