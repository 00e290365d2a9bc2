/** How the server's own process does. */
export interface ProcessFigures {
  /** Milliseconds since 1970. */
  startedAt: number
  memoryBytes: number
  heapBytes: number
  cpuSeconds: number
  /** How much later than due the event loop came round since the last reading, in seconds. */
  lag: { p50: number; p99: number; max: number }
}
