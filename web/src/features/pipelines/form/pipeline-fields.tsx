import { MISSED_TICK_POLICIES } from '@flx/shared/pipelines/schedule'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'

import { plugins as pluginQueries } from '#web/api/plugins/plugins.ts'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input, Select, Textarea } from '#web/ui/fields/field.tsx'
import { Lockable } from '#web/ui/fields/locked.tsx'

import { MapperList } from './fields/mapper-list.tsx'
import { AfterField } from './fields/after-field.tsx'
import { OwnerField } from './fields/owner-field.tsx'
import { NextTicks } from './fields/next-ticks.tsx'
import type { DraftErrors, PipelineDraft } from './draft/pipeline-draft.ts'
import { PluginRemark, PluginSelect, type PluginKind } from './fields/plugin-select.tsx'
import { splitReference } from './draft/plugin-places.ts'
import { ScheduleFields } from './fields/schedule-fields.tsx'
import { TagInput } from './fields/tag-input.tsx'
import { TimeField } from './fields/time-field.tsx'
import { pipelineFieldsWords } from './words.ts'

interface SectionProps {
  draft: PipelineDraft
  errors: DraftErrors
  onChange: (change: Partial<PipelineDraft>) => void
}

/** The section for name, description and tags. */
export function GeneralSection({ draft, errors: { fields }, onChange }: SectionProps) {
  return (
    <Section title={pipelineFieldsWords.general}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(26rem,100%),1fr))] gap-4">
        <Field label={pipelineFieldsWords.name} required error={fields['name']}>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              maxLength={255}
              autoComplete="off"
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field
          path="tags"
          label={pipelineFieldsWords.tags}
          error={fields['tags']}
          hint={pipelineFieldsWords.tagsHint}
        >
          {(control) => (
            <TagInput control={control} tags={draft.tags} onChange={(tags) => onChange({ tags })} />
          )}
        </Field>
        <OwnerField owner={draft.owner} error={fields['owner']} onChange={(owner) => onChange({ owner })} />
        <Field
          path="description"
          label={pipelineFieldsWords.description}
          error={fields['description']}
          className="col-span-full"
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.description}
              maxLength={10_000}
              placeholder={pipelineFieldsWords.descriptionHint}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Section>
  )
}

const EXTRACTOR: PluginKind = { type: 'extractor', mode: null }
const LOADER: PluginKind = { type: 'loader', mode: null }
const TRANSFORM: PluginKind = { type: 'transformer', mode: 'post-load' }

/** The section for the plugins, in the order in which data passes through them. */
export function PluginsSection({ draft, errors: { fields }, onChange }: SectionProps) {
  const { data: plugins = [] } = useQuery(pluginQueries.everything())
  const transform = splitReference(draft.transform, 'transformer')
  const findPlugin = (kind: PluginKind, reference: string): Plugin | undefined => {
    const { name } = splitReference(reference, kind.type)
    return plugins.find((plugin) => plugin.type === kind.type && plugin.name === name)
  }
  const hintProps = (kind: PluginKind, reference: string) => {
    const plugin = findPlugin(kind, reference)
    return plugin === undefined ? {} : { hint: <PluginRemark plugin={plugin} /> }
  }
  return (
    <Section title={pipelineFieldsWords.plugins}>
      <div className="grid gap-x-6 gap-y-5 lg:grid-cols-2">
        <Field
          path="extractor"
          label={pipelineFieldsWords.extractor}
          required
          error={fields['extractor']}
          {...hintProps(EXTRACTOR, draft.extractor)}
        >
          {(control) => (
            <PluginSelect
              control={control}
              plugins={plugins}
              kind={EXTRACTOR}
              reference={draft.extractor}
              none={pipelineFieldsWords.chooseExtractor}
              onChange={(extractor) => onChange({ extractor })}
            />
          )}
        </Field>
        <Field
          path="loader"
          label={pipelineFieldsWords.loader}
          required
          error={fields['loader']}
          {...hintProps(LOADER, draft.loader)}
        >
          {(control) => (
            <PluginSelect
              control={control}
              plugins={plugins}
              kind={LOADER}
              reference={draft.loader}
              none={pipelineFieldsWords.chooseLoader}
              onChange={(loader) => onChange({ loader })}
            />
          )}
        </Field>
        <Lockable path="mappers">
          <MapperList
            mappers={draft.mappers}
            plugins={plugins}
            errors={fields}
            onChange={(mappers) => onChange({ mappers })}
          />
        </Lockable>
        <div className="space-y-3">
          <Field
            path="transform"
            label={pipelineFieldsWords.transform}
            error={fields['transform']}
            hint={
              findPlugin(TRANSFORM, draft.transform) === undefined ? (
                pipelineFieldsWords.transformHint
              ) : (
                <PluginRemark plugin={findPlugin(TRANSFORM, draft.transform)} />
              )
            }
          >
            {(control) => (
              <PluginSelect
                control={control}
                plugins={plugins}
                kind={TRANSFORM}
                reference={draft.transform}
                none={pipelineFieldsWords.none}
                onChange={(name) => onChange({ transform: name })}
              />
            )}
          </Field>
          {draft.transform !== '' && (
            <Field
              path="transform"
              label={pipelineFieldsWords.transformCommand}
              hint={pipelineFieldsWords.transformCommandHint}
            >
              {(control) => (
                <Input
                  {...control}
                  value={transform.command}
                  spellCheck={false}
                  autoComplete="off"
                  className="font-mono"
                  onChange={({ target: { value } }) =>
                    onChange({ transform: value === '' ? transform.name : `${transform.name}:${value}` })
                  }
                />
              )}
            </Field>
          )}
        </div>
      </div>
    </Section>
  )
}

/** The section for the schedule. */
export function ScheduleSection({ draft, errors: { fields }, onChange }: SectionProps) {
  return (
    <Section title={pipelineFieldsWords.schedule}>
      <div className="space-y-4">
        <ScheduleFields
          schedule={draft.schedule}
          timezone={draft.timezone}
          errors={fields}
          onChange={onChange}
        />
        <NextTicks schedule={draft.schedule} timezone={draft.timezone} />
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] items-start gap-4">
          {draft.schedule.trim() !== '' && (
            <Field
              path="missedTicks"
              label={pipelineFieldsWords.missedRuns}
              hint={pipelineFieldsWords.missedRunsHint}
            >
              {(control) => (
                <Select
                  {...control}
                  value={draft.missedTicks}
                  onChange={({ target: { value } }) => {
                    const missedTicks = MISSED_TICK_POLICIES.find((policy) => policy === value)
                    if (missedTicks !== undefined) onChange({ missedTicks })
                  }}
                >
                  <option value="once">{pipelineFieldsWords.runOnce}</option>
                  <option value="skip">{pipelineFieldsWords.skip}</option>
                  <option value="all">{pipelineFieldsWords.runEach}</option>
                </Select>
              )}
            </Field>
          )}
          {draft.schedule.trim() !== '' && (
            <TimeField
              path="startWindowSeconds"
              label={pipelineFieldsWords.startWindow}
              placeholder={pipelineFieldsWords.none}
              error={fields['startWindowSeconds']}
              hint={pipelineFieldsWords.startWindowHint}
              value={draft.startWindow}
              onChange={(startWindow) => onChange({ startWindow })}
            />
          )}
          <AfterField
            after={draft.after}
            typed={draft.afterName}
            error={fields['after']}
            onChange={onChange}
          />
          <Checkbox
            checked={draft.isActive}
            onChange={(event) => onChange({ isActive: event.target.checked })}
            label={<span className="font-medium">{pipelineFieldsWords.active}</span>}
            hint={pipelineFieldsWords.activeHint}
          />
        </div>
      </div>
    </Section>
  )
}
