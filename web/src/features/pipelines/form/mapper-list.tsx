import type { Plugin } from '@flx/shared/plugin'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'

import type { PipelineDraft } from './pipeline-draft.ts'
import { PluginRemark, PluginSelect, type PluginKind } from './plugin-select.tsx'
import { pluginAt } from './plugin-places.ts'

const KIND: PluginKind = { type: 'transformer', mode: 'in-flight' }

/** The mappers in their order. Moving one keeps the focus on its button, so that it can be moved on. */
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
  const [said, setSaid] = useState('')
  const move = (index: number, step: 1 | -1) => {
    const moved = mappers[index]
    const other = mappers[index + step]
    if (moved === undefined || other === undefined) return
    onChange(mappers.map((mapper, at) => (at === index ? other : at === index + step ? moved : mapper)))
    setSaid(`${moved.reference || 'Mapper'} is now number ${index + step + 1} of ${mappers.length}.`)
  }
  return (
    <div>
      <div className="mb-1 text-sm font-medium">Mappers</div>
      <p className="mb-2 text-xs text-text-faint">
        Change records on their way from the extractor to the loader, in this order.
      </p>
      {mappers.length > 0 && (
        <ol ref={list} aria-label="Mappers in order" className="mb-2 space-y-2">
          {mappers.map((mapper, index) => (
            <li key={mapper.id} className="flex items-start gap-1.5">
              <Field
                className="grow"
                label={<span className="sr-only">Mapper {index + 1}</span>}
                error={errors[`mappers.${index}`]}
                {...remark(mapper.reference, plugins)}
              >
                {(control) => (
                  <PluginSelect
                    control={control}
                    plugins={plugins}
                    kind={KIND}
                    reference={mapper.reference}
                    none="Choose a mapper…"
                    onChange={(reference) =>
                      onChange(mappers.map((other) => (other === mapper ? { ...other, reference } : other)))
                    }
                  />
                )}
              </Field>
              <div className="mt-1 flex">
                <IconButton
                  label={`Move mapper ${index + 1} up`}
                  icon={ArrowUp}
                  disabledReason={index === 0 ? 'It is the first one.' : undefined}
                  onClick={() => move(index, -1)}
                />
                <IconButton
                  label={`Move mapper ${index + 1} down`}
                  icon={ArrowDown}
                  disabledReason={index === mappers.length - 1 ? 'It is the last one.' : undefined}
                  onClick={() => move(index, 1)}
                />
                <IconButton
                  label={`Remove mapper ${index + 1}`}
                  icon={Trash2}
                  onClick={() => {
                    onChange(mappers.filter((other) => other !== mapper))
                    setSaid(`${mapper.reference || 'Mapper'} removed.`)
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
        disabledReason={mappers.length >= 20 ? 'A pipeline has at most 20 mappers.' : undefined}
        onClick={() => onChange([...mappers, { id: crypto.randomUUID(), reference: '' }])}
      >
        Add mapper
      </Button>
      <output aria-live="polite" className="sr-only">
        {said}
      </output>
    </div>
  )
}

function remark(reference: string, plugins: readonly Plugin[]) {
  const plugin = pluginAt({ role: 'Mapper', reference, ...KIND }, plugins)
  return plugin === undefined ? {} : { hint: <PluginRemark plugin={plugin} /> }
}
