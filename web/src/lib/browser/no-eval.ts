/**
 * zod tries `new Function` to compile schemas; our content security policy forbids it and reports the attempt. Called by
 * the first chunk, before a page brings a schema, and without zod, which most pages do not need: it takes the settings
 * that it finds there (`globalConfig` in zod/v4/core).
 */
export function keepZodFromCompiling(): void {
  const holder = globalThis as { __zod_globalConfig?: { jitless?: boolean } }
  holder.__zod_globalConfig = Object.assign(holder.__zod_globalConfig ?? {}, { jitless: true })
}
