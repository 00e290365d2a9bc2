import { readFile, rm } from 'node:fs/promises'

import { tryParseJson } from '@flx/shared/json/json-text'
import * as z from 'zod'

import { normalizedName } from '../../domain/plugins/installing/pip-version.ts'

/** The downloaded file of each package and its hash, by the normalised name of the package. */
export type DownloadedFiles = ReadonlyMap<string, { file: string; hash: string }>

const reportSchema = z.object({
  install: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      download_info: z.object({
        url: z.string(),
        archive_info: z.object({ hash: z.string().optional() }).optional(),
      }),
    }),
  ),
})

/** Runs `work` with the arguments that make pip report its downloads. An unreadable report yields an empty map. */
export async function withPipReport(
  folder: string,
  work: (words: readonly string[]) => Promise<void>,
): Promise<DownloadedFiles> {
  const path = `${folder}.report.json`
  try {
    await work(['--report', path])
    const { data } = reportSchema.safeParse(tryParseJson(await readFile(path, 'utf8').catch(() => '')))
    return new Map(
      (data?.install ?? []).flatMap(({ metadata, download_info: { url, archive_info: archive } }) => {
        const hash = archive?.hash
        const file = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined
        if (hash === undefined || file === undefined || file === '') return []
        return [[normalizedName(metadata.name), { file, hash }] as const]
      }),
    )
  } finally {
    await rm(path, { force: true })
  }
}
