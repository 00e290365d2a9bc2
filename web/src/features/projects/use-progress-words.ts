import { useQuery } from '@tanstack/react-query'

import { projects } from '#web/api/projects/projects.ts'

import { importPageWords } from './words.ts'

/** How far the import of a project is, in words; what was counted for the import before says nothing. */
export function useProgressWords(name: string, applying: boolean, count: number): string {
  const { data } = useQuery({ ...projects.list(), enabled: applying })
  const progress = data?.items.find((project) => project.name === name)?.progress ?? null
  return progress === null || progress.done === progress.total
    ? importPageWords.importing(count)
    : importPageWords.progress(progress.done, progress.total)
}
