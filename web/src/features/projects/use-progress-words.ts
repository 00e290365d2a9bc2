import { useQuery } from '@tanstack/react-query'

import { projects } from '#web/api/projects/projects.ts'

import { importPageWords } from './words.ts'

/** Describes the progress of a project's import. Counts of a previous import are ignored. */
export function useProgressWords(name: string, applying: boolean, count: number): string {
  const { data } = useQuery({ ...projects.list(), enabled: applying })
  const progress = data?.items.find((project) => project.name === name)?.progress ?? null
  return progress === null || progress.done === progress.total
    ? importPageWords.importing(count)
    : importPageWords.progress(progress.done, progress.total)
}
