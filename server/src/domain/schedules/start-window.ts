/**
 * Milliseconds after a tick at which a pipeline starts within its start window. The same at every tick, evenly spread
 * over pipelines: FNV-1a over the id.
 */
export function spreadMs(pipelineId: string, windowSeconds: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < pipelineId.length; index += 1) {
    hash = Math.imul(hash ^ pipelineId.charCodeAt(index), 0x01000193)
  }
  // The low bits of FNV alone are uneven for ids that differ little.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return Math.floor((((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32) * windowSeconds * 1000)
}
