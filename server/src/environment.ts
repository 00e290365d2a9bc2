import { isIP } from 'node:net'

import { passwordSchema } from '@flx/shared/access/setup'
import { MAX_LABELS, SERVER_ROLES, workerLabelSchema } from '@flx/shared/nodes/node'
import * as z from 'zod'

import { isProxyRange } from './core/trusted-proxies.ts'
import { LEASE_SECONDS } from './domain/executions/execution-store.ts'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL such as https://flx.example.com' })

/** The variables of the environment, each parsed and checked by itself. */
export const environmentSchema = z.object({
  FLX_HOST: z
    .string()
    .refine(
      (host) => isIP(host) !== 0 || /^[A-Za-z0-9.-]+$/.test(host),
      'must be an address such as 127.0.0.1 or a host name',
    )
    .default('127.0.0.1'),
  FLX_PORT: wholeNumber(0, 65_535).default(3000),
  FLX_DATA_DIR: z.string().default('./data'),
  FLX_FILES_DIR: z.string().optional(),
  FLX_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  FLX_ADMIN_PASSWORD: passwordSchema.optional(),
  FLX_DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a URL such as postgres://name:password@host:5432/database')
    .optional(),
  FLX_DATABASE_CONNECTIONS: wholeNumber(3, 200).default(10),
  FLX_ROLES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(SERVER_ROLES, `must be a comma-separated list of ${SERVER_ROLES.join(', ')}`)))
    .default([...SERVER_ROLES]),
  FLX_WORKER_LABELS: z
    .string()
    .default('')
    .transform((text) => [...new Set(splitList(text))])
    .pipe(
      z
        .array(
          z
            .string()
            .refine(
              (label) => workerLabelSchema.safeParse(label).success,
              'must be a comma-separated list of labels such as eu,inside-vpn: up to 63 letters, digits, dots, hyphens and underscores each',
            ),
        )
        .max(MAX_LABELS, `must have at most ${MAX_LABELS} labels`),
    ),
  FLX_WORKER_RESERVED: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  FLX_CONCURRENCY: wholeNumber(1, 64).default(4),
  FLX_DRAIN_SECONDS: wholeNumber(0, 86_400).default(0),
  FLX_GRACE_SECONDS: wholeNumber(0, 3600).default(10),
  FLX_LEASE_SECONDS: wholeNumber(3, 3600).default(LEASE_SECONDS),
  FLX_SECRET_KEY_FILE: z.string().optional(),
  FLX_HUB_URL: httpUrl.default('https://hub.meltano.com'),
  FLX_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  FLX_PUBLIC_URL: httpUrl
    .refine(
      (url) => !URL.canParse(url) || new URL(url).pathname === '/',
      'must name an origin without a path',
    )
    .optional(),
  FLX_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(splitList)
    .pipe(
      z.array(
        z
          .string()
          .refine(
            isProxyRange,
            'must be a comma-separated list of addresses, ranges such as 10.0.0.0/8, loopback and private',
          ),
      ),
    ),
  FLX_OIDC_ISSUER: httpUrl
    .refine(isPrivateTransport, 'must start with https://, except on this machine')
    .optional(),
  FLX_OIDC_CLIENT_ID: z.string().optional(),
  FLX_OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  FLX_OIDC_LABEL: z.string().max(50, 'must have at most 50 characters').default('single sign-on'),
  FLX_OIDC_DEFAULT_ROLE: z
    .enum(
      ['viewer', 'operator', 'editor'],
      'must be viewer, operator or editor: only users make administrators',
    )
    .optional(),
  FLX_OIDC_DOMAINS: z.string().default('').transform(splitList),
  FLX_PROJECT: z.string().optional(),
  FLX_PROJECT_ENVIRONMENT: z.string().max(255, 'must have at most 255 characters').optional(),
  FLX_ALERT_PRIVATE_ADDRESSES: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
})
export type Environment = z.output<typeof environmentSchema>

/** Splits a comma-separated list into parts, in lower case. */
function splitList(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, pathname } = new URL(text)
  return /^postgres(ql)?:$/.test(protocol) && hostname !== '' && /^\/[^/]+$/.test(pathname)
}

/** Returns whether a connection to the URL is protected: HTTPS, or local to this machine. */
function isPrivateTransport(url: string): boolean {
  if (!URL.canParse(url)) return true
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/** Returns whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
