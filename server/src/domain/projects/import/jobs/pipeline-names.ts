import { visibleName } from '@flx/shared/core/name'

import type { RepresentedJobs } from './job-blocks.ts'
import type { WantedPipeline } from '../represented.ts'

const LONGEST = 255

/** Names a pipeline after its job or schedule. Names are unique here and consist of visible characters. */
export function nameIn(
  { taken }: Pick<RepresentedJobs, 'taken'>,
  pipeline: WantedPipeline,
  parts: readonly string[],
): void {
  const wanted = parts.join(': ')
  const shown = visibleName(wanted).slice(0, LONGEST).trim() || 'pipeline'
  const name = free(shown, (text) => !taken.has(text))
  if (shown !== wanted)
    pipeline.notes.push('A name here has at most 255 characters, all visible: it was changed to fit.')
  if (name !== shown) pipeline.notes.push(`Another pipeline of the project is named "${shown}".`)
  pipeline.name = name
  pipeline.key = free(['pipelines', ...parts].join('/'), (text) => !taken.has(text))
  taken.add(name)
  taken.add(pipeline.key)
}

/** Returns the text, or the first of `text 2`, `text 3` … that is free. */
function free(text: string, isFree: (text: string) => boolean): string {
  if (isFree(text)) return text
  for (let time = 2; ; time += 1) {
    const suffix = ` ${time}`
    const next = `${text.slice(0, LONGEST - suffix.length)}${suffix}`
    if (isFree(next)) return next
  }
}
