import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { useRole } from '#web/api/session.ts'
import { storage } from '#web/api/storage.ts'
import { formatBytes } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

/** On every page before the disk is full. */
export function LowDiskNote() {
  useLive('disk')
  const { data } = useQuery(storage.warning())
  const admin = useRole('admin')
  if (data?.isLow !== true) return null
  return (
    <Notice tone="caution" className="mb-4">
      The disk is nearly full: {formatBytes(data.freeBytes)} of {formatBytes(data.totalBytes)} are free.
      Executions stop when nothing can be saved.{' '}
      {admin.allowed ? (
        <Link to={paths.storage()} className="underline">
          See what takes the room
        </Link>
      ) : (
        'Tell an administrator.'
      )}
    </Notice>
  )
}
