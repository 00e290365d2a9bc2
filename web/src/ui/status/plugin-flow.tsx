import { ArrowRight } from 'lucide-react'

import { Chip } from '../chips/chip.tsx'

import { pluginFlowWords } from './words.ts'

/** The plugins of a pipeline in the order in which data passes through them. Names wrap and are never cut. */
export function PluginFlow({
  pipeline,
}: {
  pipeline: {
    type?: string
    extractor: string
    mappers: readonly string[]
    loader: string
    transform: string
  }
}) {
  const { extractor, mappers, loader, transform } = pipeline
  if (pipeline.type === 'meltano') {
    return (
      <Chip mono title={pluginFlowWords.meltanoHint}>
        {pluginFlowWords.meltano}
      </Chip>
    )
  }
  const parts = [
    { key: 'extractor', role: pluginFlowWords.extractor, name: extractor },
    // A pipeline can have the same mapper twice.
    ...mappers.map((name, position) => ({ key: `mapper ${position}`, role: pluginFlowWords.mapper, name })),
    { key: 'loader', role: pluginFlowWords.loader, name: loader },
    ...(transform === '' ? [] : [{ key: 'transform', role: pluginFlowWords.transform, name: transform }]),
  ]
  return (
    <ul aria-label={pluginFlowWords.label} className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
      {parts.map(({ key, role, name }, index) => (
        <li key={key} className="inline-flex max-w-full items-center gap-1.5">
          <Chip mono title={role}>
            {name}
          </Chip>
          {index < parts.length - 1 && (
            <ArrowRight aria-hidden className="size-3.5 shrink-0 text-text-faint" />
          )}
        </li>
      ))}
    </ul>
  )
}
