import { visibleName } from '@flx/shared/core/name'

import type { RepresentedJobs } from './job-blocks.ts'
import type { WantedPipeline } from '../represented.ts'

const MAX_LENGTH = 255

/** Names a pipeline after its job or schedule. Names are unique here and consist of visible characters. */
export function namePipeline(
  { usedNames }: Pick<RepresentedJobs, 'usedNames'>,
  pipeline: WantedPipeline,
  parts: readonly string[],
): void {
  const wanted = parts.join(': ')
  const visible = visibleName(wanted).slice(0, MAX_LENGTH).trim() || 'pipeline'
  const name = firstFree(visible, (text) => !usedNames.has(text))
  if (visible !== wanted)
    pipeline.notes.push('A name here has at most 255 characters, all visible: it was changed to fit.')
  if (name !== visible) pipeline.notes.push(`Another pipeline of the project is named "${visible}".`)
  pipeline.name = name
  pipeline.key = firstFree(['pipelines', ...parts].join('/'), (text) => !usedNames.has(text))
  usedNames.add(name)
  usedNames.add(pipeline.key)
}

/** Returns the text, or the first of `text 2`, `text 3` … that is free. */
function firstFree(text: string, isFree: (text: string) => boolean): string {
  if (isFree(text)) return text
  for (let number = 2; ; number += 1) {
    const suffix = ` ${number}`
    const candidate = `${text.slice(0, MAX_LENGTH - suffix.length)}${suffix}`
    if (isFree(candidate)) return candidate
  }
}
