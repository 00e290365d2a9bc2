import type { StepKind } from '@flx/shared/executions/execution-status'

import { formatCount } from '#web/lib/format.ts'

// Words of the steps over time and of how busy each was.

export const stepsCardWords = {
  steps: 'Steps',
  notStarted: 'Steps appear when the execution starts.',
  none: 'No step was started.',
  step: 'Step',
  when: 'When',
  result: 'Result',
  fromTo: (from: string, to: string | null) => (to === null ? `since ${from}` : `${from} to ${to}`),
  usually: (duration: string) => `, usually ${duration}`,
  lastSuccess: 'Last success',
  axis: 'Time axis',
  elapsed: 'Elapsed',
  clock: 'Clock',
  parts: (count: number) => formatCount(count, 'model or test', 'models and tests'),
  waiting: 'waiting',
  fromCache: 'from the cache',
  notStartedLabel: 'not started',
  loadedBefore: 'loaded before',
  failed: 'failed',
  exitCode: (code: number) => `exit ${code}`,
}

const PROGRAMS: Record<StepKind, string> = {
  discover: 'discovery',
  extract: 'extractor',
  map: 'mapper',
  load: 'loader',
  transform: 'transform',
  command: 'command',
}

export const busyStripWords = {
  bottleneck: 'Bottleneck',
  programs: PROGRAMS,
  busy: (perCent: string) => `busy ${perCent}%`,
  mostBusy: (program: string, perCent: string) =>
    `${program.charAt(0).toUpperCase()}${program.slice(1)} busy ${perCent}%.`,
  oneWaited: (program: string, duration: string) => `The ${program} waited ${duration} for it.`,
  othersWaited: (duration: string) => `The others waited ${duration} for it.`,
  none: 'No single bottleneck.',
}
