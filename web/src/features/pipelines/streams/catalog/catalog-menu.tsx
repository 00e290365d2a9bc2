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
  catalogUse,
  disabledReason,
}: {
  pipelineId: string
  catalogUse: PipelineCatalog
  disabledReason: string | undefined
}) {
  const [dialog, setDialog] = useState<'upload' | 'versions' | null>(null)
  const close = () => setDialog(null)
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
            onSelect: () => setDialog('versions'),
          },
          {
            key: 'upload',
            label: WORDS.more.upload,
            icon: Upload,
            disabledReason,
            onSelect: () => setDialog('upload'),
          },
        ]}
      />
      {dialog === 'upload' && (
        <UploadDialog pipelineId={pipelineId} catalogUse={catalogUse} onClose={close} />
      )}
      {dialog === 'versions' && (
        <VersionsDialog
          pipelineId={pipelineId}
          catalogUse={catalogUse}
          disabledReason={disabledReason}
          onClose={close}
        />
      )}
    </>
  )
}
