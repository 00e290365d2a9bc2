import type { ProjectPreview, ProjectPreviewRequest } from '@flx/shared/projects/project-import'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { meltanoJobsWords as words } from '../words.ts'

const SHOWN = 10
const NO_JOBS: ThroughMeltano['jobs'] = []
type Mode = 'none' | 'some' | 'all'

/**
 * The choice of the jobs that Meltano performs. Only administrators can make it, because it names a folder on
 * the server.
 */
export function MeltanoJobs({
  preview: { throughMeltano },
  request,
  onChoose,
}: {
  preview: ProjectPreview
  request: ProjectPreviewRequest
  onChoose: (through: ThroughMeltano) => void
}) {
  const admin = useRole('admin')
  const [jobs, setJobs] = useState(throughMeltano.jobs)
  const [isChoosing, setChoosing] = useState(jobs !== 'all' && jobs.length > 0)
  const [folder, setFolder] = useState(throughMeltano.folder ?? '')
  const [showsAll, setShowsAll] = useState(false)
  const { choices } = throughMeltano
  if (choices.length === 0) return null
  const mode: Mode = jobs === 'all' ? 'all' : isChoosing ? 'some' : 'none'
  const needsFolder = request.files !== null && (jobs === 'all' || jobs.length > 0)
  const isFolderInvalid = needsFolder && !folder.trim().startsWith('/')

  const update = (next: ThroughMeltano['jobs'], path = folder.trim()) => {
    setJobs(next)
    const hasFolder = request.files === null || next.length === 0 || path.startsWith('/')
    if (hasFolder) onChoose({ jobs: next, folder: request.files === null || path === '' ? null : path })
  }
  const choose = (newMode: Mode) => {
    setChoosing(newMode === 'some')
    if (newMode === 'all') update('all')
    // "All" is expanded to every job once some are deselected.
    else update(newMode === 'some' && jobs === 'all' ? choices.map(({ name }) => name) : NO_JOBS)
  }
  const shownChoices = showsAll ? choices : choices.slice(0, SHOWN)
  return (
    <Section title={words.title}>
      <p className="-mt-2 mb-3 text-sm text-text-soft">{admin.allowed ? words.hint : admin.reason}</p>
      {admin.allowed && (
        <Segmented
          label={words.title}
          options={(['none', 'some', 'all'] as const).map((key) => ({ key, label: words.modes[key] }))}
          chosen={mode}
          onChoose={choose}
        />
      )}
      {mode === 'all' && <p className="mt-2 text-xs text-text-faint">{words.allHint}</p>}
      {mode === 'some' && jobs !== 'all' && (
        <ul aria-label={words.jobs} className="mt-3 grid gap-2 sm:grid-cols-2">
          {shownChoices.map(({ name, place }) => (
            <li key={name} className="min-w-0">
              <Checkbox
                label={<Breakable text={name} />}
                hint={words.place(place)}
                checked={jobs.includes(name)}
                disabled={!admin.allowed}
                onChange={(checked) =>
                  update(checked ? [...jobs, name] : jobs.filter((other) => other !== name))
                }
              />
            </li>
          ))}
        </ul>
      )}
      {mode === 'some' && shownChoices.length < choices.length && (
        <Button size="small" variant="quiet" className="mt-2" onClick={() => setShowsAll(true)}>
          {words.more(choices.length - shownChoices.length)}
        </Button>
      )}
      {needsFolder && admin.allowed && (
        <Field
          className="mt-3"
          label={words.folder}
          hint={words.folderHint}
          error={isFolderInvalid && folder !== '' ? words.absolute : undefined}
          required
        >
          {(control) => (
            <Input
              {...control}
              value={folder}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              placeholder={words.folderExample}
              onChange={({ target: { value } }) => setFolder(value)}
              onBlur={() => update(jobs)}
            />
          )}
        </Field>
      )}
    </Section>
  )
}
