import type { JsonObject } from '@flx/shared/json/json'

/** The log format of SDK plugins that support it: one JSON object a line, with level, logger, stream and exception. */
const STRUCTURED = { '()': 'singer_sdk.logging.StructuredFormatter' }
/** The level goes first, as singer-python writes it: without it every line would look alike. */
const PLAIN_FORMAT = '%(levelname)s %(message)s'

/** True when a plugin writes structured logs: it says that it can, and `_log_parser` does not say otherwise. */
export const logsStructured = (capabilities: readonly string[], extras: JsonObject): boolean =>
  capabilities.includes('structured-logging') && extras['log_parser'] === 'singer-sdk'

/** The file that `SINGER_SDK_LOG_CONFIG` names: a configuration of Python's logging, in JSON, which is YAML too. */
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

/** The file that `LOGGING_CONF_FILE` names, for PipelineWise's plugins. */
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
