import type { ProjectPreview } from '@flx/shared/projects/project-import'
import { Ban, TriangleAlert, Unlink, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'

import { leftOutElements } from './chosen-elements.ts'
import { detailWords, reasonsWords } from '../words.ts'

const SHOWN = 8

/** Explains what has no equivalent here, what could not be read, and what is no longer in the project. */
export function Reasons({ preview }: { preview: ProjectPreview }) {
  // Settings of Meltano itself come last.
  const leftOut = leftOutElements(preview).toSorted(
    (a, b) => Number(a.kind === 'setting') - Number(b.kind === 'setting'),
  )
  return (
    <>
      <List
        title={reasonsWords.leftOut}
        icon={Ban}
        entries={leftOut.map(({ key, name, reasons, place }) => ({
          key,
          name,
          text: `${reasons.join(' ')} ${detailWords.place(place)}.`,
        }))}
      />
      <List
        title={reasonsWords.problems}
        icon={TriangleAlert}
        entries={preview.problems.map(({ place, message }) => ({
          key: `${place.file}:${place.line}:${message}`,
          name: detailWords.place(place),
          text: message,
        }))}
      />
      {preview.noLongerInProject.length > 0 && (
        <Section title={reasonsWords.gone}>
          <p className="-mt-2 mb-2 text-sm text-text-soft">{reasonsWords.goneHint}</p>
          <ul className="space-y-1 text-sm">
            {preview.noLongerInProject.map(({ id, name, type }) => (
              <li key={id} className="flex items-center gap-2">
                <Unlink aria-hidden className="size-3.5 text-caution" />
                <Link
                  to={type === 'pipeline' ? paths.pipeline(id) : paths.plugin(id)}
                  className="touch text-accent hover:underline"
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function List({
  title,
  icon: Icon,
  entries,
}: {
  title: string
  icon: LucideIcon
  entries: readonly { key: string; name: string; text: string }[]
}) {
  const [showsAll, setShowsAll] = useState(false)
  if (entries.length === 0) return null
  const shownEntries = showsAll ? entries : entries.slice(0, SHOWN)
  return (
    <Section title={title}>
      <ul className="space-y-2.5">
        {shownEntries.map(({ key, name, text }) => (
          <li key={key} className="flex gap-2">
            <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0 text-caution" />
            <div className="min-w-0 text-sm">
              <p className="font-mono text-xs font-semibold">
                <Breakable text={name} />
              </p>
              <p className="text-xs text-text-soft">{text}</p>
            </div>
          </li>
        ))}
      </ul>
      {shownEntries.length < entries.length && (
        <Button size="small" variant="quiet" className="mt-2" onClick={() => setShowsAll(true)}>
          {reasonsWords.more(entries.length - shownEntries.length)}
        </Button>
      )}
    </Section>
  )
}
