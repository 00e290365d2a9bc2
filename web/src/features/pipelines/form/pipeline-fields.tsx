import { MISSED_TICK_POLICIES } from '@flx/shared/schedule'
import type { Plugin } from '@flx/shared/plugin'
import { useQuery } from '@tanstack/react-query'

import { plugins as pluginQueries } from '#web/api/plugins.ts'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Field, Input, Select, Textarea } from '#web/ui/field.tsx'

import { MapperList } from './mapper-list.tsx'
import { AfterField } from './after-field.tsx'
import { NextTicks } from './next-ticks.tsx'
import type { DraftErrors, PipelineDraft } from './pipeline-draft.ts'
import { PluginRemark, PluginSelect, type PluginKind } from './plugin-select.tsx'
import { splitReference } from './plugin-places.ts'
import { ScheduleFields } from './schedule-fields.tsx'
import { TagInput } from './tag-input.tsx'
import { TimeField } from './time-field.tsx'

interface Props {
  draft: PipelineDraft
  errors: DraftErrors
  onChange: (change: Partial<PipelineDraft>) => void
}

/** Name, description and tags. */
export function GeneralSection({ draft, errors: { fields }, onChange }: Props) {
  return (
    <Section title="General">
      <div className="grid gap-4 lg:grid-cols-2">
        <Field label="Name" required error={fields['name']}>
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
        <Field label="Tags" error={fields['tags']} hint="Enter or a comma adds one.">
          {(control) => (
            <TagInput control={control} tags={draft.tags} onChange={(tags) => onChange({ tags })} />
          )}
        </Field>
        <Field label="Description" error={fields['description']} className="lg:col-span-2">
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.description}
              maxLength={10_000}
              placeholder="What it moves, for whom, and whom to ask."
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

/** The plugins, in the order data passes them. */
export function PluginsSection({ draft, errors: { fields }, onChange }: Props) {
  const { data: plugins = [] } = useQuery(pluginQueries.everything())
  const transform = splitReference(draft.transform, 'transformer')
  const place = (kind: PluginKind, reference: string): Plugin | undefined => {
    const { name } = splitReference(reference, kind.type)
    return plugins.find((plugin) => plugin.type === kind.type && plugin.name === name)
  }
  const remark = (kind: PluginKind, reference: string) => {
    const plugin = place(kind, reference)
    return plugin === undefined ? {} : { hint: <PluginRemark plugin={plugin} /> }
  }
  return (
    <Section title="Plugins">
      <div className="grid gap-x-6 gap-y-5 lg:grid-cols-2">
        <Field label="Extractor" required error={fields['extractor']} {...remark(EXTRACTOR, draft.extractor)}>
          {(control) => (
            <PluginSelect
              control={control}
              plugins={plugins}
              kind={EXTRACTOR}
              reference={draft.extractor}
              none="Choose where data comes from…"
              onChange={(extractor) => onChange({ extractor })}
            />
          )}
        </Field>
        <Field label="Loader" required error={fields['loader']} {...remark(LOADER, draft.loader)}>
          {(control) => (
            <PluginSelect
              control={control}
              plugins={plugins}
              kind={LOADER}
              reference={draft.loader}
              none="Choose where it goes…"
              onChange={(loader) => onChange({ loader })}
            />
          )}
        </Field>
        <MapperList
          mappers={draft.mappers}
          plugins={plugins}
          errors={fields}
          onChange={(mappers) => onChange({ mappers })}
        />
        <div className="space-y-3">
          <Field
            label="Transform"
            error={fields['transform']}
            hint={
              place(TRANSFORM, draft.transform) === undefined ? (
                'Works on the loaded data, after the load.'
              ) : (
                <PluginRemark plugin={place(TRANSFORM, draft.transform)} />
              )
            }
          >
            {(control) => (
              <PluginSelect
                control={control}
                plugins={plugins}
                kind={TRANSFORM}
                reference={draft.transform}
                none="None"
                onChange={(name) => onChange({ transform: name })}
              />
            )}
          </Field>
          {draft.transform !== '' && (
            <Field
              label="Command of the transform"
              hint="What the plugin is asked to do, if it can do several things."
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

/** When it executes by itself. */
export function ScheduleSection({ draft, errors: { fields }, onChange }: Props) {
  return (
    <Section title="Schedule">
      <div className="space-y-4">
        <ScheduleFields
          schedule={draft.schedule}
          timezone={draft.timezone}
          errors={fields}
          onChange={onChange}
        />
        <NextTicks schedule={draft.schedule} timezone={draft.timezone} />
        <div className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {draft.schedule.trim() !== '' && (
            <Field label="Missed ticks" hint="What happens to ticks while the server was away.">
              {(control) => (
                <Select
                  {...control}
                  value={draft.missedTicks}
                  onChange={({ target: { value } }) => {
                    const missedTicks = MISSED_TICK_POLICIES.find((policy) => policy === value)
                    if (missedTicks !== undefined) onChange({ missedTicks })
                  }}
                >
                  <option value="once">Execute once</option>
                  <option value="skip">Skip them</option>
                  <option value="all">Execute each, one after the other</option>
                </Select>
              )}
            </Field>
          )}
          {draft.schedule.trim() !== '' && (
            <TimeField
              label="Start window"
              placeholder="None"
              error={fields['startWindowSeconds']}
              hint="Spreads pipelines with equal ticks: each starts at its own moment within it."
              value={draft.startWindow}
              onChange={(startWindow) => onChange({ startWindow })}
            />
          )}
          <AfterField after={draft.after} error={fields['after']} onChange={(after) => onChange({ after })} />
          <Checkbox
            checked={draft.isActive}
            onChange={(event) => onChange({ isActive: event.target.checked })}
            label={<span className="font-medium">Active</span>}
            hint="Inactive stops the schedule only; executing by hand works."
          />
        </div>
      </div>
    </Section>
  )
}
