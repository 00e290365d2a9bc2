import type { AlertStore } from '../../domain/alerts/alert-store.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import type { PluginStore } from '../../domain/plugins/plugin-store.ts'
import { createMasker } from '../../domain/settings/secrets/masker.ts'
import { secretTraces } from '../../domain/settings/secrets/secret-traces.ts'
import type { References } from '../../domain/settings/setting-references.ts'
import { channelSecrets } from '../alerts/channel-secrets.ts'
import { yieldToEventLoop } from '../core/yield-to-event-loop.ts'
import { referencedValues, knownPluginSecrets, textsIn, withVariables } from './known-secrets.ts'
import { storedSecrets } from './stored-secrets.ts'

export interface RemarkContext {
  pipelines: Pick<PipelineStore, 'present'>
  plugins: Pick<PluginStore, 'all'>
  alerts: Pick<AlertStore, 'channels'>
  references: References
}

/** Masks text that a user wrote, before it is stored. */
export type MaskRemark = (text: string) => Promise<string>

/** Number of pipelines read at once. */
const PAGE = 200

interface MaskRequest {
  text: string
  mayContain: (secret: string) => boolean
  found: Set<string>
}

/**
 * Creates a function that masks remarks by every secret the server knows, whatever their subject: users paste
 * what they have at hand. Each pass reads all secrets in pages and searches for those with a trace in the
 * text. One pass runs at a time; remarks written meanwhile share the next one.
 */
export function createRemarkMask(context: RemarkContext): MaskRemark {
  let waiting: MaskRequest[] = []
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return async (text) => {
    if (text.trim() === '') return text
    const request: MaskRequest = { text, mayContain: secretTraces(text), found: new Set() }
    waiting.push(request)
    next ??= running
      .catch(() => undefined)
      .then(() => {
        const batch = waiting
        waiting = []
        next = undefined
        running = searchSecrets(context, batch)
        return running
      })
    await next
    return createMasker([...request.found]).line(text)
  }
}

async function searchSecrets(context: RemarkContext, batch: readonly MaskRequest[]): Promise<void> {
  const collect = (secrets: readonly string[]): void => {
    for (const secret of secrets)
      for (const { mayContain, found } of batch) if (mayContain(secret)) found.add(secret)
  }
  const yieldTurn = yieldToEventLoop()
  const plugins = await context.plugins.all()
  const files = readOnce(context.references)
  for (const plugin of plugins) collect(await knownPluginSecrets(plugin, parentIn(plugins, plugin), files))
  const references = withVariables(files, Object.assign({}, ...plugins.map(({ env }) => env)))
  for (const channel of await context.alerts.channels()) collect(channelSecrets(channel.settings))
  const byName = { findByNames: (names: readonly string[]) => Promise.resolve(namedIn(plugins, names)) }
  for (let after = ''; ;) {
    const page = await context.pipelines.present(after, PAGE)
    for (const pipeline of page) {
      await yieldTurn()
      const texts = textsIn(pipeline.config)
      collect(await referencedValues(texts, references))
      // Checking for occurrence first is cheaper than finding out which values are secrets.
      const isSuspect = texts.some((value) => batch.some(({ mayContain }) => mayContain(value)))
      if (isSuspect) collect(await storedSecrets({ plugins: byName }, pipeline))
    }
    after = page.at(-1)?.id ?? ''
    if (page.length < PAGE) return
  }
}

/** Reads each file once per pass, however many settings refer to it. */
function readOnce({ variable, file }: References): References {
  const files = new Map<string, Promise<string>>()
  return {
    variable,
    file(path) {
      const content = files.get(path) ?? file(path)
      files.set(path, content)
      return content
    },
  }
}

const namedIn = (plugins: readonly PluginRecord[], names: readonly string[]): PluginRecord[] =>
  plugins.filter(({ name }) => names.includes(name))

const parentIn = (plugins: readonly PluginRecord[], { inheritFrom, type }: PluginRecord) =>
  plugins.find((candidate) => candidate.name === inheritFrom && candidate.type === type)
