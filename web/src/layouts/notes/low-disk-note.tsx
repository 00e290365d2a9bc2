import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { useRole } from '#web/api/access/session.ts'
import { storage } from '#web/api/storage.ts'
import { formatBytes } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

import { noteWords } from '../words.ts'

/** A note on every page when the disk is about to be full. */
export function LowDiskNote() {
  useLive('disk')
  const { data } = useQuery(storage.warning())
  const admin = useRole('admin')
  if (data?.isLow !== true) return null
  return (
    <Notice tone="caution" className="mb-4">
      {noteWords.lowDisk(formatBytes(data.freeBytes), formatBytes(data.totalBytes))}
      {admin.allowed ? (
        <Link to={paths.storage()} className="underline">
          {noteWords.viewDisk}
        </Link>
      ) : (
        noteWords.askAdministrator
      )}
    </Notice>
  )
}
