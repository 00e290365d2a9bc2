import type { FollowedFolder } from '@flx/shared/projects/project-import'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { useLive } from '#web/api/live/live.tsx'
import { projects } from '#web/api/projects/projects.ts'
import { useBulk } from '#web/parts/bulk/bulk-provider.tsx'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { folderWords } from './words.ts'

/** The open tasks for the project folder that the server follows. Renders nothing if there are none. */
export function FolderNote() {
  const { data } = useQuery(projects.folder())
  const folder = data?.folder ?? null
  useLive(folder === null ? null : 'projects')
  useLive(folder === null ? null : 'plugins')
  if (folder === null) return null
  const { name, problem, statesProblem, notInstalled } = folder
  return (
    <>
      {problem !== null && (
        <Notice tone="caution" className="mb-4">
          {folderWords.problem(name)} {problem}{' '}
          <Link to={paths.importProject()} className="touch font-medium underline">
            {folderWords.review}
          </Link>
        </Notice>
      )}
      {statesProblem !== null && (
        <Notice tone="caution" className="mb-4">
          {folderWords.statesProblem} {statesProblem}{' '}
          <Link to={paths.meltanoState()} className="touch font-medium underline">
            {folderWords.takeState}
          </Link>
        </Notice>
      )}
      {notInstalled.length > 0 && <NotInstalled name={name} plugins={notInstalled} />}
    </>
  )
}

/** Offers to install plugins that an import added, because an import installs nothing. */
function NotInstalled({ name, plugins }: { name: string; plugins: FollowedFolder['notInstalled'] }) {
  const editor = useRole('editor')
  const bulk = useBulk()
  const names = plugins.map((plugin) => plugin.name)
  return (
    <Notice className="mb-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span>{folderWords.notInstalled(name, names)}</span>
        <Button
          size="small"
          icon={Download}
          busy={bulk.busy || plugins.some(({ installing }) => installing)}
          disabledReason={editor.allowed ? undefined : editor.reason}
          onClick={() => void bulk.start('plugins', 'install', { ids: plugins.map(({ id }) => id) })}
        >
          {folderWords.install(names.length)}
        </Button>
      </div>
    </Notice>
  )
}
