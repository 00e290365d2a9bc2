import { isJsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { isSecretSetting } from '@flx/shared/settings/secret'
import { holdsSecretEntry, isSecretText } from '@flx/shared/settings/secret-values'

import type { SettingEdits, SettingForm } from '#web/parts/setting-form/setting-form.ts'

import { emptyBody } from '../draft/pipeline-body.ts'
import { draftOf, type DraftPlugin, type PipelineDraft } from '../draft/pipeline-draft.ts'

/** Positions of steps that were placed manually in the drawing. */
export type Places = Readonly<Record<string, { x: number; y: number }>>

/** A draft that survives a reload of its page, in this tab only. */
export interface StoredDraft {
  draft: PipelineDraft
  places: Places
  /** The version it was made from. Null for a new pipeline. */
  base: Pipeline | null
  /** Values that might be secrets were left out. */
  withheld: boolean
}

/** Returns the key of a user's draft of one pipeline. */
export const draftKey = (userId: string, subject: string): string => `flx.draft.${userId}.${subject}`

/**
 * Drafts that were saved or discarded, until their page is opened again: anything the closing page still
 * writes is ignored.
 */
const closedKeys = new Set<string>()

export function storeDraft(key: string, stored: StoredDraft): void {
  if (closedKeys.has(key)) return
  try {
    sessionStorage.setItem(key, JSON.stringify(stored))
  } catch {
    // Storage is blocked or full: the draft lives as long as its page.
  }
}

export function forgetDraft(key: string): void {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was stored.
  }
}

/** Forgets a draft that was saved or discarded, and ignores later writes. */
export function closeDraft(key: string): void {
  closedKeys.add(key)
  forgetDraft(key)
}

/** Opens a stored draft. Returns null if there is none or it was written by another version of this page. */
export function openDraft(key: string): StoredDraft | null {
  closedKeys.delete(key)
  try {
    const stored: unknown = tryParseJson(sessionStorage.getItem(key) ?? '')
    return isStoredDraft(stored) ? stored : null
  } catch {
    return null
  }
}

function isStoredDraft(value: unknown): value is StoredDraft {
  if (!isJsonObject(value)) return false
  const { draft, places, base, withheld } = value
  return (
    isLike(draft, draftOf(emptyBody('UTC'))) &&
    isJsonObject(places) &&
    (base === null || isLike(base, emptyBody('UTC'))) &&
    typeof withheld === 'boolean'
  )
}

/** Reports whether a value has every member of the sample, with the same types. */
function isLike(value: unknown, sample: object): boolean {
  if (!isJsonObject(value)) return false
  return Object.entries(sample).every(([name, sampleMember]: [string, unknown]) => {
    const member = value[name]
    if (member === undefined) return false
    return (
      sampleMember === null ||
      (typeof member === typeof sampleMember && Array.isArray(member) === Array.isArray(sampleMember))
    )
  })
}

/** Returns the draft without values that might be secrets. `before` is the draft it was made from. */
export function withoutSecrets(
  draft: PipelineDraft,
  plugins: readonly DraftPlugin[],
  before: PipelineDraft,
): { draft: PipelineDraft; withheld: boolean } {
  const forms = new Map(plugins.map(({ key, form }) => [key, form]))
  const edits = Object.fromEntries(
    Object.entries(draft.edits).map(([key, pluginEdits]) => [
      key,
      editsWithoutSecrets(pluginEdits, forms.get(key)),
    ]),
  )
  const env = holdsSecretVariable(draft.runner.env) ? before.runner.env : draft.runner.env
  const cleaned = { ...draft, edits, runner: { ...draft.runner, env } }
  return { draft: cleaned, withheld: JSON.stringify(cleaned) !== JSON.stringify(draft) }
}

/** Returns the edits without values that might be secrets. */
export function editsWithoutSecrets(
  { fields, rest }: SettingEdits,
  form: SettingForm | undefined,
): SettingEdits {
  const secretNames = new Set(form?.fields.filter((field) => field.secret).map(({ name }) => name))
  return {
    fields: Object.fromEntries(
      Object.entries(fields).filter(
        ([name, edit]) =>
          edit.kind !== 'text' || (form !== undefined && !secretNames.has(name) && !mayBeSecret(edit.text)),
      ),
    ),
    // Text that cannot be parsed cannot be checked.
    rest: rest === null || tryParseJson(rest) === undefined || mayBeSecret(rest) ? null : rest,
  }
}

const mayBeSecret = (text: string): boolean => isSecretText(text) || holdsSecretEntry(tryParseJson(text))

const holdsSecretVariable = (env: string): boolean =>
  env.split('\n').some((line) => {
    const index = line.indexOf('=')
    return index > 0 && (isSecretSetting(line.slice(0, index).trim()) || isSecretText(line.slice(index + 1)))
  })
