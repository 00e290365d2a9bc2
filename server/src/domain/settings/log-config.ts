import type { JsonObject } from '@flx/shared/json/json'

/** The log format of SDK plugins that support it: one JSON object per line, with level, logger, stream and exception. */
const STRUCTURED = { '()': 'singer_sdk.logging.StructuredFormatter' }
/** The level comes first, as in singer-python; without it, all lines would look the same. */
const PLAIN_FORMAT = '%(levelname)s %(message)s'

/** Whether a plugin writes structured logs: it has the capability, and `_log_parser` does not override it. */
export const logsStructured = (capabilities: readonly string[], extras: JsonObject): boolean =>
  capabilities.includes('structured-logging') && extras['log_parser'] === 'singer-sdk'

/** Returns the file for `SINGER_SDK_LOG_CONFIG`: a configuration of Python's logging in JSON, which is valid YAML. */
export function sdkLogConfig(structured: boolean): string {
  return JSON.stringify({
    version: 1,
    disable_existing_loggers: false,
    formatters: { singer_formatter: structured ? STRUCTURED : { format: PLAIN_FORMAT } },
    handlers: {
      console: {
        class: 'logging.StreamHandler',
        formatter: 'singer_formatter',
        stream: 'ext://sys.stderr',
      },
    },
    root: { handlers: ['console'], level: 'INFO' },
  })
}

/** Returns the file for `LOGGING_CONF_FILE`, for PipelineWise's plugins. */
export const pipelineWiseLogConfig = (): string => `[loggers]
keys=root

[handlers]
keys=console

[formatters]
keys=default

[logger_root]
level=INFO
handlers=console

[handler_console]
class=StreamHandler
level=INFO
formatter=default
args=(sys.stderr,)

[formatter_default]
format=${PLAIN_FORMAT}
`
