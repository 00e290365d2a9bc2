/** A schedule whose tick is due and has not fired. */
export interface LateSchedule {
  pipelineId: string
  pipelineName: string
  tags: string[]
  dueAt: string
}

/**
 * Active schedules that should have fired and did not. One whose missed ticks wait for the end of an execution, one
 * after the other, is not late: that is what its policy says.
 */
export interface LateSchedules {
  /** Due before a moment, the oldest first. A pause of all schedules is the caller's to know. */
  dueBefore(moment: string, limit: number): Promise<LateSchedule[]>
}
