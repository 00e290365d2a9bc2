import { RETRIED_OUTCOMES } from '@flx/shared/executions/execution-status'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { formatPeriod } from '#web/lib/format.ts'
import { PRIORITY_WORDS, priorityWords } from '#web/parts/queue/words.ts'
import { OriginNote } from '#web/parts/projects/origin-note.tsx'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Chip } from '#web/ui/chips/chip.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { RETRIED_WORDS } from '../../retry-words.ts'
import { ScheduleWords } from '#web/parts/schedules/schedule-words.tsx'
import { FreshnessFact } from '../freshness-fact.tsx'
import { findPlugin, PluginName } from './plugin-name.tsx'
import { SettingValue } from './setting-value.tsx'
import { runnerItems } from './runner-items.tsx'
import { configurationCardWords } from '../words.ts'

/** The configuration of the pipeline. Of secrets it shows only that they are set. */
export function ConfigurationCard({ pipeline }: { pipeline: Pipeline }) {
  const { data: registry = [] } = useQuery(plugins.everything())
  const {
    extractor,
    loader,
    mappers,
    transform,
    timeoutSeconds,
    tags,
    description,
    config,
    lastExecution: last,
  } = pipeline
  const pluginName = (type: Plugin['type'], reference: string) => (
    <PluginName plugin={findPlugin(registry, type, reference)} reference={reference} />
  )
  const settings = Object.entries(config).filter(([, values]) => Object.keys(values).length > 0)
  return (
    <Section title={configurationCardWords.configuration}>
      <OriginNote id={pipeline.id} />
      {pipeline.warnings.length > 0 && (
        <Notice tone="caution" className="mb-3">
          <ul>
            {pipeline.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <KeyValue
        items={[
          ...runnerItems(pipeline.id, pipeline.runner),
          ...(pipeline.runner.kind === 'meltano'
            ? []
            : [{ label: configurationCardWords.extractor, value: pluginName('extractor', extractor) }]),
          ...(mappers.length === 0
            ? []
            : [
                {
                  label: configurationCardWords.mappers,
                  value: <Lines lines={mappers.map((mapper) => pluginName('transformer', mapper))} />,
                },
              ]),
          ...(pipeline.runner.kind === 'meltano'
            ? []
            : [
                {
                  label: configurationCardWords.loader,
                  value: (
                    <>
                      {pluginName('loader', loader)}
                      {last !== null && (
                        <Link
                          to={paths.execution(last.id, 'rows')}
                          className="mt-1.5 block w-fit rounded-sm py-1 text-xs text-accent hover:underline"
                        >
                          {configurationCardWords.loadedRows}
                        </Link>
                      )}
                    </>
                  ),
                },
              ]),
          ...(transform === ''
            ? []
            : [{ label: configurationCardWords.transform, value: pluginName('transformer', transform) }]),
          {
            label: configurationCardWords.schedule,
            value: <ScheduleWords schedule={pipeline.schedule} timezone={pipeline.timezone} />,
          },
          {
            label: configurationCardWords.timeLimit,
            value:
              timeoutSeconds === null ? (
                <Faint>{configurationCardWords.none}</Faint>
              ) : (
                formatPeriod(timeoutSeconds)
              ),
          },
          ...(pipeline.silenceTimeoutSeconds === null
            ? []
            : [
                {
                  label: configurationCardWords.silenceLimit,
                  value: formatPeriod(pipeline.silenceTimeoutSeconds),
                },
              ]),
          ...(pipeline.catalogMaxAgeHours === null
            ? []
            : [
                {
                  label: configurationCardWords.catalogue,
                  value:
                    pipeline.catalogMaxAgeHours === 0
                      ? configurationCardWords.discoveredAlways
                      : configurationCardWords.discoveredAfter(
                          formatPeriod(pipeline.catalogMaxAgeHours * 3600),
                        ),
                },
              ]),
          ...(pipeline.retryAttempts === 0
            ? []
            : [
                {
                  label: configurationCardWords.retries,
                  value: configurationCardWords.retriesNamed(
                    pipeline.retryAttempts,
                    formatPeriod(pipeline.retryDelaySeconds),
                  ),
                },
              ]),
          ...(pipeline.retryAttempts === 0 || pipeline.retryOn.length === RETRIED_OUTCOMES.length
            ? []
            : [
                {
                  label: configurationCardWords.retriedAfter,
                  value: pipeline.retryOn.map((outcome) => RETRIED_WORDS[outcome].label).join(', '),
                },
              ]),
          ...(pipeline.startWindowSeconds === 0
            ? []
            : [
                {
                  label: configurationCardWords.startWindow,
                  value: formatPeriod(pipeline.startWindowSeconds),
                },
              ]),
          ...(pipeline.priority === 'normal'
            ? []
            : [{ label: priorityWords.priority, value: PRIORITY_WORDS[pipeline.priority] }]),
          ...(pipeline.requiredLabels.length === 0
            ? []
            : [{ label: configurationCardWords.requiredLabels, value: pipeline.requiredLabels.join(', ') }]),
          ...(pipeline.after === null
            ? []
            : [{ label: configurationCardWords.afterPipeline, value: <AfterName id={pipeline.after} /> }]),
          {
            label: configurationCardWords.description,
            value:
              description === '' ? (
                <Faint>{configurationCardWords.noDescription}</Faint>
              ) : (
                <span className="whitespace-pre-line">{description}</span>
              ),
          },
          ...(pipeline.owner === ''
            ? []
            : [
                {
                  label: configurationCardWords.owner,
                  value: (
                    <Link
                      to={paths.pipelines({ owner: pipeline.owner })}
                      className="rounded-sm hover:underline"
                    >
                      {pipeline.owner}
                    </Link>
                  ),
                },
              ]),
          ...(pipeline.freshnessTargetSeconds === null
            ? []
            : [
                {
                  label: configurationCardWords.freshnessTarget,
                  value: <FreshnessFact pipeline={pipeline} />,
                },
              ]),
          ...(pipeline.successObjective === null && pipeline.freshnessObjective === null
            ? []
            : [{ label: configurationCardWords.objectives, value: objectivesText(pipeline) }]),
          ...(tags.length === 0 ? [] : [{ label: configurationCardWords.tags, value: <Tags tags={tags} /> }]),
        ]}
      />
      {pipeline.runner.kind === 'own' && (
        <h3 className="mt-4 mb-2 border-t border-line pt-3 text-sm font-semibold">
          {configurationCardWords.settingsOfThisPipeline}
        </h3>
      )}
      {pipeline.runner.kind === 'own' && settings.length === 0 && (
        <p className="text-sm text-text-faint">{configurationCardWords.noSettings}</p>
      )}
      <div className="space-y-3">
        {settings.map(([key, values]) => (
          <div key={key}>
            <div className="mb-1 font-mono text-xs text-text-faint">{key}</div>
            <KeyValue
              items={Object.entries(values).map(([setting, value]) => ({
                label: setting,
                value: <SettingValue value={value} />,
              }))}
            />
          </div>
        ))}
      </div>
    </Section>
  )
}

function Lines({ lines }: { lines: readonly ReactNode[] }) {
  return (
    <ol className="space-y-0.5">
      {lines.map((line, index) => (
        // A mapper can appear twice. Only the order distinguishes the two.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>{line}</li>
      ))}
    </ol>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <Link key={tag} to={paths.pipelines({ tag })} className="rounded-sm hover:underline">
          <Chip>{tag}</Chip>
        </Link>
      ))}
    </span>
  )
}

const Faint = ({ children }: { children: ReactNode }) => <span className="text-text-faint">{children}</span>

/** The pipeline after whose success this one starts. */
function AfterName({ id }: { id: string }) {
  const { data } = useQuery(pipelines.detail(id))
  return (
    <Link to={paths.pipeline(id)} className="rounded-sm text-accent hover:underline">
      {data?.name ?? '…'}
    </Link>
  )
}

function objectivesText({ successObjective, freshnessObjective, objectiveDays }: Pipeline): string {
  const objectives = [
    ...(successObjective === null ? [] : [configurationCardWords.successObjective(successObjective)]),
    ...(freshnessObjective === null ? [] : [configurationCardWords.freshnessObjective(freshnessObjective)]),
  ]
  return `${objectives.join(', ')}, ${configurationCardWords.overDays(objectiveDays)}`
}
