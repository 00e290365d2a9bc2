import type { Widget } from '@flx/shared/dashboards/dashboard'
import { GripVertical, MoveDiagonal2, Settings2, X } from 'lucide-react'

import { IconButton } from '#web/ui/button.tsx'

import { WidgetView } from '../widget-view.tsx'
import { editorWords as words, KIND_WORDS } from '../words.ts'
import { moveByKey, moveByPointer, resizeByKey, resizeByPointer } from './arrange.ts'

/**
 * A widget with a drag handle, settings and a resize corner. Its content cannot be pressed during editing.
 */
export function EditedWidget({
  widget,
  arrangement,
  onSettings,
  onRemove,
}: {
  widget: Widget
  arrangement: Parameters<typeof moveByKey>[2]
  onSettings: () => void
  onRemove: () => void
}) {
  const { id, kind } = widget
  const { name } = KIND_WORDS[kind]
  return (
    <>
      <div className="flex items-center gap-0.5 rounded-t-md border border-b-0 border-dashed border-line-strong bg-sunken px-1 py-0.5">
        <IconButton
          label={words.move(name)}
          icon={GripVertical}
          size="small"
          className="cursor-grab touch-none"
          onPointerDown={(event) => moveByPointer(event, id, arrangement)}
          onKeyDown={(event) => moveByKey(event, id, arrangement)}
        />
        <span className="min-w-0 grow truncate text-xs font-medium">{name}</span>
        <IconButton label={words.settings(name)} icon={Settings2} size="small" onClick={onSettings} />
        <IconButton label={words.remove(name)} icon={X} size="small" onClick={onRemove} />
      </div>
      <div
        inert
        className="flex grow flex-col rounded-b-md border border-dashed border-line-strong p-1 [&>section]:grow"
      >
        <WidgetView widget={widget} />
      </div>
      <IconButton
        label={words.resize(name)}
        icon={MoveDiagonal2}
        size="small"
        className="absolute right-1 bottom-1 cursor-nwse-resize touch-none bg-surface"
        onPointerDown={(event) => resizeByPointer(event, id, arrangement)}
        onKeyDown={(event) => resizeByKey(event, id, arrangement)}
      />
    </>
  )
}
