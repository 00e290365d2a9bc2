import * as oidc from 'openid-client'

import { OpenIdRefusal, type OpenIdProvider } from '../../domain/access/open-id.ts'
import type { Clock, SecretBox } from '../../domain/core/ports.ts'

export interface OpenIdSettings {
  issuer: string
  clientId: string
  clientSecret: string
  label: string
}

interface Pending {
  state: string
  nonce: string
  verifier: string
  redirectUri: string
  next: string
  until: number
}

/** How long a sign-in at the provider may take. */
const SIGN_IN_TIMEOUT_MS = 10 * 60_000

/**
 * Signs in by OpenID Connect: the code flow with PKCE, state and nonce, configured by the provider's discovery
 * document.
 */
export function openIdProvider(settings: OpenIdSettings, secretBox: SecretBox, clock: Clock): OpenIdProvider {
  let discovered: Promise<oidc.Configuration> | undefined
  // Discovers on first use, so that the server starts while the provider is unreachable; a failure is tried again.
  const configuration = async (): Promise<oidc.Configuration> => {
    discovered ??= discover(settings)
    try {
      return await discovered
    } catch (error) {
      discovered = undefined
      throw new OpenIdRefusal('failed', { cause: error })
    }
  }
  return {
    label: settings.label,
    async begin(redirectUri, next) {
      const config = await configuration()
      const verifier = oidc.randomPKCECodeVerifier()
      const pending: Pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier,
        redirectUri,
        next,
        until: clock.now().getTime() + SIGN_IN_TIMEOUT_MS,
      }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
      })
      return {
        url: url.href,
        pending: Buffer.from(secretBox.seal(JSON.stringify(pending))).toString('base64url'),
      }
    },
    async finish(callback, sealed) {
      const pending = openPending(sealed, secretBox)
      if (pending === null || pending.until < clock.now().getTime()) throw new OpenIdRefusal('failed')
      if (callback.searchParams.get('error') === 'access_denied') throw new OpenIdRefusal('cancelled')
      const config = await configuration()
      try {
        // The address that was given to the provider, even if a proxy has changed it since.
        const current = new URL(pending.redirectUri)
        current.search = callback.search
        const tokens = await oidc.authorizationCodeGrant(config, current, {
          pkceCodeVerifier: pending.verifier,
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new Error('The provider returned no ID token.')
        const profile =
          claims['email'] === undefined
            ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
            : claims
        const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
        return {
          identity: {
            issuer: claims.iss,
            subject: claims.sub,
            email: text(profile['email'])?.toLowerCase() ?? null,
            emailVerified: profile['email_verified'] === true,
            name: text(profile['name']),
          },
          next: pending.next,
        }
      } catch (error) {
        throw new OpenIdRefusal('failed', { cause: error })
      }
    },
  }
}

function discover({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<oidc.Configuration> {
  const server = new URL(issuer)
  // The settings allow plain HTTP on this machine only.
  const options = server.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}
  return oidc.discovery(server, clientId, clientSecret, undefined, { ...options, timeout: 10 })
}

function openPending(sealed: string, secretBox: SecretBox): Pending | null {
  try {
    return JSON.parse(secretBox.open(Buffer.from(sealed, 'base64url').toString())) as Pending
  } catch {
    return null
  }
}
