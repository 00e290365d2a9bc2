/** Figures of the server's own process. */
export interface ProcessFigures {
  /** Milliseconds since 1970. */
  startedAt: number
  memoryBytes: number
  heapBytes: number
  cpuSeconds: number
  /** The greatest event-loop delay since the last reading, in seconds. */
  lag: { p50: number; p99: number; max: number }
}
