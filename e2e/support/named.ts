import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Ids for the addresses of pages: a sample with its execution, and the objects with the longest names. */
export interface Named {
  pipeline: string
  execution: string
  plugin: string
  long: { pipelines: string[]; execution: string; plugin: string }
}

interface Created {
  id: string
}

const fill = (text: string, length: number): string => text.repeat(length).slice(0, length)
/** Names that cannot be broken: Latin without spaces, CJK, composed emoji, right-to-left. */
const LATIN = fill('W', 255)
const OTHERS = [
  fill('\u8a02\u55ae\u6bcf\u65e5', 255),
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'.repeat(31),
  fill('\u0637\u0644\u0628\u0627\u062a\u064a\u0648\u0645\u064a\u0629', 255),
]

/**
 * Adds the samples, executes one, and adds one object of each kind that has a name, with the longest name
 * allowed.
 */
export async function fillWithNames(url: string, session: string): Promise<Named> {
  const request = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { origin: url, 'content-type': 'application/json', cookie: `flx.session_token=${session}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const post = (path: string, body: object) => request<Created>('POST', path, body)
  const execute = async (pipeline: string): Promise<string> => {
    const { id } = await post(`/pipelines/${pipeline}/execute`, {})
    for (;;) {
      const { status } = await request<{ status: string }>('GET', `/executions/${id}`)
      if (status === 'success') return id
      if (status === 'failed') throw new Error(`The execution of ${pipeline} failed.`)
      await wait(100)
    }
  }

  const { items: samples } = await request<{ items: Created[] }>('POST', '/samples', {})
  const { items: plugins } = await request<{ items: Created[] }>('GET', '/plugins')
  const pipeline = samples[0]?.id ?? ''
  const tap = `tap-${fill('W', 251)}`
  const plugin = await post('/plugins', {
    name: tap,
    type: 'extractor',
    variant: LATIN,
    label: LATIN,
    description: LATIN,
    command: [process.execPath, join(import.meta.dirname, '../connectors/tap.mjs'), LATIN],
    capabilities: ['catalog', 'discover', 'state'],
    settingDefinitions: [{ name: fill('s', 255), label: LATIN, description: LATIN }],
  })
  const pipelines: string[] = []
  for (const name of [LATIN, ...OTHERS]) {
    const { id } = await post('/pipelines', {
      ...{ name, description: name, extractor: tap, loader: 'target-jsonl', tags: [fill(name, 48)] },
      schedule: '0 3 * * *',
      config: { [tap]: { records: 3, fail: fill('e', 500) } },
    })
    pipelines.push(id)
  }
  const [execution, longExecution] = await Promise.all([execute(pipeline), execute(pipelines[0] ?? '')])
  const channel = await post('/alerts/channels', {
    name: LATIN,
    settings: { kind: 'webhook', url: `http://127.0.0.1:9/${fill('u', 200)}` },
  })
  await post('/alerts/rules', { name: LATIN, condition: 'failure', channelIds: [channel.id] })
  await post('/views', { page: 'pipelines', name: fill('V', 80), query: '' })
  await post('/tokens', { name: fill('T', 100), role: 'viewer' })
  await post('/users', {
    name: fill('P', 100),
    email: `${fill('m', 60)}@${fill('d', 60)}.example`,
    password: 'compiler compiler',
    role: 'viewer',
  })
  return {
    ...{ pipeline, execution, plugin: plugins[0]?.id ?? '' },
    long: { pipelines, execution: longExecution, plugin: plugin.id },
  }
}
