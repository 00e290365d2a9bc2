import { outputOf, type InstallSession } from './install-session.ts'

/**
 * Returns the newest version of a package for a Python, as pip finds it with its own settings: mirrors, credentials,
 * proxies. Null if pip gives no answer. `options` are those of the pip URL, such as `--index-url`.
 */
export async function newestOnIndex(
  session: InstallSession,
  name: string,
  python: string | null,
  options: readonly string[],
): Promise<string | null> {
  const answer = await outputOf(session, [
    ...[python ?? 'python3', '-m', 'pip', 'index', 'versions', '--retries', '0', '--timeout', '10'],
    ...options,
    name,
  ])
  return /^\S+ \(([^)\s]+)\)\s*$/m.exec(answer ?? '')?.[1] ?? null
}
