import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { describePlugin } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { Menu } from '#web/ui/overlays/menu.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { SourceDialog } from './install/source-dialog.tsx'
import { VariantDialog } from './variant-dialog.tsx'
import { definitionActionsWords } from './words.ts'

/** Actions that change the variant, edit the source, or ask the connector for its settings. */
export function DefinitionActions({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const toast = useToast()
  const [dialog, setDialog] = useState<'variant' | 'source' | null>(null)
  const describing = useMutation({
    ...describePlugin(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  if (!editor.allowed) return null
  const items = [
    ...(plugin.inheritFrom === null
      ? [
          {
            key: 'variant',
            label: definitionActionsWords.changeVariant,
            onSelect: () => setDialog('variant'),
          },
        ]
      : []),
    ...(plugin.bundled || plugin.command !== null
      ? []
      : [{ key: 'source', label: definitionActionsWords.changeSource, onSelect: () => setDialog('source') }]),
    ...(plugin.bundled
      ? []
      : [
          {
            key: 'describe',
            label: definitionActionsWords.readSettings,
            onSelect: () =>
              describing.mutate(plugin.id, {
                onSuccess: ({ name, settingDefinitions }) =>
                  toast.done(definitionActionsWords.describes(name, settingDefinitions.length)),
              }),
          },
        ]),
  ]
  if (items.length === 0) return null
  return (
    <>
      <Menu
        label={definitionActionsWords.changeDefinition}
        align="end"
        triggerClass={buttonClass({ size: 'small' })}
        trigger={describing.isPending ? definitionActionsWords.reading : definitionActionsWords.change}
        items={items}
      />
      {dialog === 'source' && <SourceDialog plugin={plugin} onClose={() => setDialog(null)} />}
      {dialog === 'variant' && <VariantDialog plugin={plugin} onClose={() => setDialog(null)} />}
    </>
  )
}
