import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { projects } from '#web/api/projects.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

import { folderWords } from './words.ts'

/** What is wrong with the project folder that the server follows; nothing when all is well. */
export function FolderNote() {
  const { data } = useQuery(projects.folder())
  const folder = data?.folder ?? null
  if (folder === null || folder.problem === null) return null
  return (
    <Notice tone="caution" className="mb-4">
      {folderWords.problem(folder.name)} {folder.problem}{' '}
      <Link to={paths.importProject()} className="touch font-medium underline">
        {folderWords.review}
      </Link>
    </Notice>
  )
}
