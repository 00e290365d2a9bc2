import type { Plugin } from '@flx/shared/plugins/plugin'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Field } from '#web/ui/fields/field.tsx'

import type { PipelineDraft } from '../draft/pipeline-draft.ts'
import { PluginRemark, PluginSelect, type PluginKind } from './plugin-select.tsx'
import { pluginAt } from '../draft/plugin-places.ts'
import { mapperListWords } from './words.ts'

const KIND: PluginKind = { type: 'transformer', mode: 'in-flight' }

/** The mappers in order. Moving one keeps the focus on its button, so that it can be moved further. */
export function MapperList({
  mappers,
  plugins,
  errors,
  onChange,
}: {
  mappers: PipelineDraft['mappers']
  plugins: readonly Plugin[]
  errors: Readonly<Record<string, string>>
  onChange: (mappers: PipelineDraft['mappers']) => void
}) {
  const list = useRef<HTMLOListElement>(null)
  const [announcement, setAnnouncement] = useState('')
  const move = (index: number, step: 1 | -1) => {
    const moved = mappers[index]
    const neighbour = mappers[index + step]
    if (moved === undefined || neighbour === undefined) return
    onChange(
      mappers.map((mapper, position) =>
        position === index ? neighbour : position === index + step ? moved : mapper,
      ),
    )
    setAnnouncement(
      mapperListWords.moved(moved.reference || mapperListWords.mapper, index + step + 1, mappers.length),
    )
  }
  return (
    <div>
      <div className="mb-1 text-sm font-medium">{mapperListWords.mappers}</div>
      <p className="mb-2 text-xs text-text-faint">{mapperListWords.hint}</p>
      {mappers.length > 0 && (
        <ol ref={list} aria-label={mapperListWords.mappersInOrder} className="mb-2 space-y-2">
          {mappers.map((mapper, index) => (
            <li key={mapper.id} className="flex items-start gap-1.5">
              <Field
                className="grow"
                label={<span className="sr-only">{mapperListWords.mapperNumber(index + 1)}</span>}
                error={errors[`mappers.${index}`]}
                {...hintProps(mapper.reference, plugins)}
              >
                {(control) => (
                  <PluginSelect
                    control={control}
                    plugins={plugins}
                    kind={KIND}
                    reference={mapper.reference}
                    none={mapperListWords.chooseMapper}
                    onChange={(reference) =>
                      onChange(mappers.map((other) => (other === mapper ? { ...other, reference } : other)))
                    }
                  />
                )}
              </Field>
              <div className="mt-1 flex">
                <IconButton
                  label={mapperListWords.moveUp(index + 1)}
                  icon={ArrowUp}
                  disabledReason={index === 0 ? mapperListWords.first : undefined}
                  onClick={() => move(index, -1)}
                />
                <IconButton
                  label={mapperListWords.moveDown(index + 1)}
                  icon={ArrowDown}
                  disabledReason={index === mappers.length - 1 ? mapperListWords.last : undefined}
                  onClick={() => move(index, 1)}
                />
                <IconButton
                  label={mapperListWords.remove(index + 1)}
                  icon={Trash2}
                  onClick={() => {
                    onChange(mappers.filter((other) => other !== mapper))
                    setAnnouncement(mapperListWords.removed(mapper.reference || mapperListWords.mapper))
                    list.current?.closest('div')?.querySelector<HTMLElement>('[data-add]')?.focus()
                  }}
                />
              </div>
            </li>
          ))}
        </ol>
      )}
      <Button
        data-add
        size="small"
        icon={Plus}
        disabledReason={mappers.length >= 20 ? mapperListWords.tooMany : undefined}
        onClick={() => onChange([...mappers, { id: crypto.randomUUID(), reference: '' }])}
      >
        {mapperListWords.addMapper}
      </Button>
      <output aria-live="polite" className="sr-only">
        {announcement}
      </output>
    </div>
  )
}

function hintProps(reference: string, plugins: readonly Plugin[]) {
  const plugin = pluginAt({ role: 'mapper', reference, ...KIND }, plugins)
  return plugin === undefined ? {} : { hint: <PluginRemark plugin={plugin} /> }
}
