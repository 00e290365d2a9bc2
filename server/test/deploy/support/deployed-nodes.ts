import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse, parseAllDocuments } from 'yaml'

const ROOT = join(import.meta.dirname, '../../../..')
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

export const DOCKERFILE = read('deploy/Dockerfile')
export const COMPOSE = read('deploy/compose/compose.yaml')
export const NGINX = read('deploy/compose/nginx.conf')
export const UNITS = ['flx.service', 'flx-worker@.service']
export const KUBERNETES = ['base/config.yaml', 'base/web.yaml', 'base/scheduler.yaml', 'base/worker.yaml']

export type Environment = Record<string, string>

/** Values that a user fills in, to check the whole. */
export const FILLED: Environment = {
  POSTGRES_PASSWORD: 'secret',
  FLX_ADMIN_EMAIL: 'admin@example.com',
  FLX_ADMIN_PASSWORD: 'correct horse battery',
}

export const image = (): { env: Environment; uid: string; port: string } => {
  const [, block = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(DOCKERFILE) ?? []
  return {
    env: Object.fromEntries(block.split(/[\s\\]+/).map((pair) => pair.split('=', 2) as [string, string])),
    uid: /^USER (\d+):\d+$/m.exec(DOCKERFILE)?.[1] ?? '',
    port: /^EXPOSE (\d+)$/m.exec(DOCKERFILE)?.[1] ?? '',
  }
}

interface ComposeService {
  environment: Environment
  user: string
  read_only?: boolean
  stop_grace_period: string
  volumes: string[]
  secrets?: string[]
  healthcheck?: unknown
}

export function composeServices(): Record<string, ComposeService> {
  const filled = COMPOSE.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind, rest: string) =>
      kind === '-' ? (FILLED[name] ?? rest) : (FILLED[name] ?? `nothing gives ${name}`),
  )
  return (parse(filled, { merge: true }) as { services: Record<string, ComposeService> }).services
}

interface Pod {
  terminationGracePeriodSeconds: number
  securityContext: { runAsUser: number; fsGroup: number }
  containers: {
    env: { name: string; value: string }[]
    ports: { name: string; containerPort: number }[]
    volumeMounts: { name: string; mountPath: string }[]
    livenessProbe: { httpGet: { path: string; port: string } }
    readinessProbe: { httpGet: { path: string; port: string } }
    securityContext: { readOnlyRootFilesystem: boolean }
  }[]
  volumes: { name: string; secret?: { secretName: string } }[]
}

interface Manifest {
  kind: string
  metadata: { name: string }
  data?: Environment
  stringData?: Environment
  spec?: { template?: { spec: Pod }; volumeClaimTemplates?: { metadata: { name: string } }[] }
}

export const manifests = (paths: string[]): Manifest[] =>
  paths.flatMap((path) =>
    parseAllDocuments(read(`deploy/kubernetes/${path}`)).map((document) => document.toJS() as Manifest),
  )

/** The command and environment of a node in the manifests. */
export function pods(): { name: string; pod: Pod; env: Environment; claims: string[] }[] {
  const shared = [...manifests(KUBERNETES), ...manifests(['example/secret.yaml'])]
  const common = Object.assign(
    {},
    ...shared.filter(({ metadata }) => metadata.name === 'flx').map((one) => one.data ?? one.stringData),
  ) as Environment
  return shared.flatMap(({ metadata, spec }) => {
    const pod = spec?.template?.spec
    if (pod === undefined) return []
    const own = Object.fromEntries(pod.containers[0]?.env.map(({ name, value }) => [name, value]) ?? [])
    const claims = (spec?.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name)
    return [{ name: metadata.name, pod, env: { ...image().env, ...common, ...own }, claims }]
  })
}

/** The settings of a unit for instance 1. */
export function unit(file: string): { env: Environment; value(name: string): string } {
  const text = read(`deploy/systemd/${file}`).replaceAll('%i', '1')
  const values = (name: string) =>
    Array.from(text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm')), ([, v = '']) => v)
  const pairs = values('Environment').flatMap((line) => line.split(' '))
  return {
    env: Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string])),
    value: (name) => values(name)[0] ?? '',
  }
}
