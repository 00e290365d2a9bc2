import type { ExecutionFolder } from '../../domain/executions/processes.ts'
import { logsStructured, pipelineWiseLogConfig, sdkLogConfig } from '../../domain/settings/log-config.ts'
import type { PlannedProcess } from '../resolve-execution.ts'

/**
 * Writes the files a process starts with: its configuration, whose path is returned, and its logging configuration, to which
 * its variables point unless the plugin sets them itself.
 */
export async function writeProcessFiles(
  folder: ExecutionFolder,
  program: PlannedProcess,
  name: string,
): Promise<string> {
  const { capabilities, resolved } = program
  // Bundled connectors are not Python programs.
  if (!program.plugin.bundled) {
    const structured = logsStructured(capabilities, resolved.extras)
    program.env = {
      SINGER_SDK_LOG_CONFIG: await folder.writeShared(
        structured ? 'logging.structured.json' : 'logging.json',
        sdkLogConfig(structured),
      ),
      LOGGING_CONF_FILE: await folder.writeShared('logging.conf', pipelineWiseLogConfig()),
      ...program.env,
    }
  }
  return folder.write(`${name}.config.json`, JSON.stringify(resolved.config))
}
