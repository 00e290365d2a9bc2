import type { Plugin } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { describePlugin } from '#web/api/plugins.ts'
import { useRole } from '#web/api/session.ts'
import { Menu } from '#web/ui/menu.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { formatCount } from '#web/lib/format.ts'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { SourceDialog } from './source-dialog.tsx'
import { VariantDialog } from './variant-dialog.tsx'

/** Another variant, and what the connector itself says about its settings. */
export function DefinitionActions({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const toast = useToast()
  const [open, setOpen] = useState<'variant' | 'source' | null>(null)
  const describing = useMutation({
    ...describePlugin(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  if (!editor.allowed) return null
  const items = [
    ...(plugin.inheritFrom === null
      ? [{ key: 'variant', label: 'Change the variant…', onSelect: () => setOpen('variant') }]
      : []),
    ...(plugin.bundled || plugin.command !== null
      ? []
      : [{ key: 'source', label: 'Change the source…', onSelect: () => setOpen('source') }]),
    ...(plugin.bundled
      ? []
      : [
          {
            key: 'describe',
            label: 'Ask it for its settings (--about)',
            onSelect: () =>
              describing.mutate(plugin.id, {
                onSuccess: ({ name, settingDefinitions }) =>
                  toast.done(`${name} describes ${formatCount(settingDefinitions.length, 'setting')}.`),
              }),
          },
        ]),
  ]
  if (items.length === 0) return null
  return (
    <>
      <Menu
        label="Change the definition"
        align="end"
        triggerClass={buttonClass({ size: 'small' })}
        trigger={describing.isPending ? 'Asking…' : 'Change'}
        items={items}
      />
      {open === 'source' && <SourceDialog plugin={plugin} onClose={() => setOpen(null)} />}
      {open === 'variant' && <VariantDialog plugin={plugin} onClose={() => setOpen(null)} />}
    </>
  )
}
