import type { PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import { History, MoreHorizontal, Upload } from 'lucide-react'
import { useState } from 'react'

import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'

import { UploadDialog } from './upload-dialog.tsx'
import { VersionsDialog } from './versions-dialog.tsx'
import { WORDS } from '../words.ts'

/** Less common actions: versions, and uploading a catalogue. */
export function CatalogMenu({
  pipelineId,
  use,
  disabledReason,
}: {
  pipelineId: string
  use: PipelineCatalog
  disabledReason: string | undefined
}) {
  const [open, setOpen] = useState<'upload' | 'versions' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Menu
        label={WORDS.more.label}
        trigger={<MoreHorizontal aria-hidden className="size-4" />}
        triggerClass={buttonClass({ className: 'w-8 px-0!' })}
        align="end"
        items={[
          {
            key: 'versions',
            label: WORDS.more.versions,
            icon: History,
            onSelect: () => setOpen('versions'),
          },
          {
            key: 'upload',
            label: WORDS.more.upload,
            icon: Upload,
            disabledReason,
            onSelect: () => setOpen('upload'),
          },
        ]}
      />
      {open === 'upload' && <UploadDialog pipelineId={pipelineId} use={use} onClose={close} />}
      {open === 'versions' && (
        <VersionsDialog pipelineId={pipelineId} use={use} disabledReason={disabledReason} onClose={close} />
      )}
    </>
  )
}
