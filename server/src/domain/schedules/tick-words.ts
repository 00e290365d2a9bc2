/** Sentences for the list of ticks: why a tick has no execution, or where it came from without a schedule. */
export const TICK_WORDS = {
  unfinished: 'The previous execution was still running.',
  after: (pipeline: string) => `After the success of "${pipeline}".`,
  afterUnfinished: (pipeline: string) =>
    `"${pipeline}" succeeded, but the previous execution was still running.`,
  tooMany: (max: number) => `More than ${max} runs were missed.`,
  replaced: (tick: string) => `Replaced by the run of ${tick}.`,
  tooLate: 'It could not start in time.',
  damaged: (problem: string) => `${problem} Set it again on the page of the pipeline.`,
}

/** Replaces the user who paused all schedules if the stored pause cannot be read. */
export const UNKNOWN_PAUSER = 'unknown (the stored pause is damaged)'
