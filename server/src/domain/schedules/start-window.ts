/**
 * Returns how many milliseconds after a tick a pipeline starts within its start window. The same for every tick and evenly
 * spread over pipelines: FNV-1a over the id.
 */
export function spreadMs(pipelineId: string, windowSeconds: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < pipelineId.length; index += 1) {
    hash = Math.imul(hash ^ pipelineId.charCodeAt(index), 0x01000193)
  }
  // FNV's low bits alone are uneven for similar ids.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return Math.floor((((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32) * windowSeconds * 1000)
}
