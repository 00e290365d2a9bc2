import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'

import type { FirstAnswers } from '@flx/shared/core/first-answers'
import type { Look } from '@flx/shared/core/look'

import { messageOf } from '../../domain/core/errors.ts'

export interface Drawing {
  id: number
  answers: FirstAnswers
  look: Look
}
export type Drawn = { id: number } & ({ html: string } | { error: string })

/** Runs in a thread, see `prerenderer.ts`: `workerData` is the path of a file that was built with the page. */
const { prerender } = (await import(pathToFileURL(String(workerData)).href)) as {
  prerender: (answers: FirstAnswers, look: Look) => Promise<string>
}

let queue = Promise.resolve()
parentPort?.on('message', (drawing: Drawing) => {
  queue = queue.then(async () => parentPort?.postMessage(await draw(drawing)))
})

async function draw({ id, answers, look }: Drawing): Promise<Drawn> {
  try {
    return { id, html: await prerender(answers, look) }
  } catch (error) {
    return { id, error: messageOf(error) }
  }
}
