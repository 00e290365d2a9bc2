/**
 * Keeps zod from compiling schemas with `new Function`, which our content security policy forbids and
 * reports. The first chunk calls it before a page loads a schema. It does not import zod, which most pages do
 * not need, but leaves the setting where zod looks for it (`globalConfig` in zod/v4/core).
 */
export function disableZodCompilation(): void {
  const holder = globalThis as { __zod_globalConfig?: { jitless?: boolean } }
  holder.__zod_globalConfig = Object.assign(holder.__zod_globalConfig ?? {}, { jitless: true })
}
