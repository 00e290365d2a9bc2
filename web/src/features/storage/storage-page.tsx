import { useLive } from '#web/api/live/live.tsx'
import { useRole } from '#web/api/access/session.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { DiskSection } from './disk-section.tsx'
import { PassSection } from './pass-section.tsx'
import { RetentionSection } from './retention-section.tsx'
import { storagePageWords } from './words.ts'

/** Disk use and the retention policy. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title={storagePageWords.storage}>
      {admin.allowed ? <Storage /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function Storage() {
  useLive('disk')
  return (
    <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
      <DiskSection />
      <div className="space-y-3">
        <RetentionSection />
        <PassSection />
      </div>
    </div>
  )
}
