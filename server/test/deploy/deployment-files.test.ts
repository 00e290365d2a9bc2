import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { readEnvironment } from '../../src/config.ts'
import { environmentSchema } from '../../src/environment.ts'
import {
  COMPOSE,
  composeServices,
  DOCKERFILE,
  FILLED,
  image,
  KUBERNETES,
  manifests,
  NGINX,
  pods,
  read,
  type Environment,
  unit,
  UNITS,
} from './support/deployed-nodes.ts'

/** A node has more time to stop than it takes. */
const expectTimeToEnd = (env: Environment, seconds: number): void => {
  const { drainSeconds, graceSeconds } = readEnvironment(env)
  expect(drainSeconds).toBeGreaterThan(0)
  expect(seconds).toBeGreaterThan(drainSeconds + graceSeconds + 30)
}

it('every setting that a file names exists and is documented', () => {
  const files = [
    ...['Dockerfile', 'compose/compose.yaml', 'compose/env.example', 'kubernetes/example/kustomization.yaml'],
    ...['kubernetes/example/secret.yaml', ...KUBERNETES.map((path) => `kubernetes/${path}`)],
    ...UNITS.map((name) => `systemd/${name}`),
  ].map((path) => `deploy/${path}`)
  const known = new Set(Object.keys(environmentSchema.shape))
  const documented = read('docs/settings.md')
  expect(known.size).toBeGreaterThan(15)
  for (const path of [...files, 'docs/deployment.md']) {
    for (const [name] of read(path).matchAll(/\bFLX_[A-Z_]+[A-Z]\b/g)) {
      expect([path, name, known.has(name)]).toEqual([path, name, true])
      expect([path, name, documented.includes(`\`${name}\``)]).toEqual([path, name, true])
    }
  }
})

it('the image runs the package as its own user, with its data in the volume', () => {
  const { env, uid, port } = image()
  const config = readEnvironment(env)
  expect(config).toMatchObject({ dataDir: '/data', host: '0.0.0.0', port: Number(port) })
  expect(env['HOME']).toBe(config.dataDir)
  expect(DOCKERFILE).toMatch(new RegExp(`^VOLUME ${config.dataDir}$`, 'm'))
  expect(DOCKERFILE).toContain(`--uid ${uid} `)
  const { name, version } = JSON.parse(read('package.json')) as { name: string; version: string }
  const [, pattern = ''] = /^COPY (\S+\.tgz) /m.exec(DOCKERFILE) ?? []
  expect(`${name}-${version}.tgz`).toMatch(
    new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replace('*', '.*')}$`),
  )
  expect(read('cli/package/build.ts')).toContain(`bin: { flx:`)
  expect(DOCKERFILE).toContain('/healthz')
})

describe('compose.yaml', () => {
  const { postgres, proxy, ...nodes } = composeServices()
  it.each(Object.entries(nodes))('%s is a node that starts', (name, service) => {
    const env = { ...image().env, ...service.environment }
    const config = readEnvironment(env)
    expect([...config.roles]).toEqual([name.replace(/-\d$/, '')])
    expect(config.postgres?.url).toBe('postgres://flx:secret@postgres:5432/flx')
    expect(service.secrets?.map((secret) => `/run/secrets/${secret}`)).toEqual([config.secretKeyFile])
    expect(service.user).toBe(`${image().uid}:${image().uid}`)
    expect(service.read_only).toBe(true)
    // Two servers cannot share a data folder; files that connectors read and write are shared.
    expect(service.volumes).toEqual([`${name}:/data`, 'files:/data/files'])
    expectTimeToEnd(env, Number.parseInt(service.stop_grace_period, 10))
  })

  it('has each role once, two workers, and a proxy that passes WebSockets on to the pages', () => {
    expect(Object.keys(nodes)).toEqual(['web', 'scheduler', 'worker-1', 'worker-2'])
    expect(postgres?.healthcheck).toBeDefined()
    expect(proxy?.read_only).toBe(true)
    expect(NGINX).toContain(`server web:${image().port} `)
    expect(NGINX).toMatch(
      /proxy_set_header Upgrade \$http_upgrade;\s+proxy_set_header Connection \$connection_upgrade;/,
    )
    const [, limit = ''] = /^ {2}x?.*FLX_PUBLIC_URL.*:(\d+)\}/m.exec(COMPOSE) ?? []
    expect(NGINX).toContain(`listen ${limit};`)
    for (const name of ['POSTGRES_PASSWORD', 'FLX_ADMIN_EMAIL', 'FLX_ADMIN_PASSWORD', 'FLX_PUBLIC_URL'])
      expect(read('deploy/compose/env.example')).toMatch(new RegExp(`^${name}=`, 'm'))
  })
})

describe('the Kubernetes manifests', () => {
  it.each(pods())('$name is a node that starts', ({ name, pod, env, claims }) => {
    const config = readEnvironment({ ...env, ...FILLED })
    expect([...config.roles]).toEqual([name.replace('flx-', '')])
    const [container] = pod.containers
    expect(container?.ports).toEqual([{ name: 'http', containerPort: config.port }])
    expect(container?.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' })
    expect(container?.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' })
    expect(container?.securityContext.readOnlyRootFilesystem).toBe(true)
    expect(String(pod.securityContext.runAsUser)).toBe(image().uid)
    const mounts = Object.fromEntries(
      container?.volumeMounts.map((mount) => [mount.name, mount.mountPath]) ?? [],
    )
    expect(mounts).toEqual({ data: '/data', tmp: '/tmp', key: '/run/secrets/flx' })
    expect([...pod.volumes.map((volume) => volume.name), ...claims].toSorted()).toEqual([
      'data',
      'key',
      'tmp',
    ])
    const keys = manifests(['example/secret.yaml']).find(({ metadata }) => metadata.name === 'flx-key')
    expect(Object.keys(keys?.stringData ?? {}).map((key) => `${mounts['key']}/${key}`)).toEqual([
      config.secretKeyFile,
    ])
    expectTimeToEnd({ ...env, ...FILLED }, pod.terminationGracePeriodSeconds)
  })

  it('all three roles exist, and every file is in a kustomization', () => {
    expect(pods().map(({ name }) => name)).toEqual(['flx-web', 'flx-scheduler', 'flx-worker'])
    const base = parse(read('deploy/kubernetes/base/kustomization.yaml')) as { resources: string[] }
    expect(base.resources.map((file) => `base/${file}`)).toEqual(KUBERNETES)
  })
})

it.each(UNITS)('the unit %s starts a server in its own state folder', (file) => {
  const { env, value } = unit(file)
  const config = readEnvironment(env)
  const folder = `/var/lib/${value('StateDirectory')}`
  expect([config.dataDir, env['HOME'], value('WorkingDirectory')]).toEqual([folder, folder, folder])
  expect([...config.roles]).toEqual(file.includes('worker') ? ['worker'] : ['web', 'scheduler', 'worker'])
  // Not as root: a port below 1024 would be refused.
  expect(config.port).toBeGreaterThan(1023)
  expect(value('ExecStart')).toMatch(/\/flx serve$/)
  expect(value('KillMode')).toBe('mixed')
  expectTimeToEnd(env, Number(value('TimeoutStopSec')))
})
