import { formatNumber } from '#web/lib/format.ts'

// Words of the pages before the sign-in, by component.

export const setPasswordPageWords = {
  tooShort: (length: number) => `Use at least ${length} characters.`,
  saved: (tokens: string) => `Password saved. ${tokens}`,
  setYourPassword: 'Set your password',
  badLink: 'This link does not work.',
  cutLink: 'Part of the link is missing. Open the whole link, including everything after the “#”.',
  signIn: 'Sign in',
  loading: 'Loading…',
  welcome: (name: string, email: string) => `Welcome, ${name}. Sign in with ${email}.`,
  newPassword: 'New password',
  passwordHint: (length: number) => `At least ${length} characters. A few words make a good password.`,
  revokeTokens: (count: number) => `Revoke my API tokens (${formatNumber(count)})`,
  revokeTokensHint: 'Programs that use them lose access immediately.',
  setPasswordAndSign: 'Set password and sign in',
}

export const setUpPageWords = {
  setUpFlxPipelines: 'Set up FLX Pipelines',
  intro: 'Create the first administrator, who can then invite everyone else.',
  signIn: 'Sign in',
  yourName: 'Your name',
  email: 'E-mail',
  emailHint: 'You sign in with this address.',
  password: 'Password',
  passwordHint: (length: number) => `At least ${length} characters. A few words make a good password.`,
  createAdministrator: 'Create administrator',
}

export const signInPageWords = {
  signIn: 'Sign in',
  controlRoomForYour: 'The control room for your Singer and Meltano pipelines.',
  email: 'E-mail',
  enterEmail: 'Enter your e-mail address.',
  password: 'Password',
  enterPassword: 'Enter your password.',
  staySignedInOn: 'Stay signed in on this device',
  waitReason: (seconds: number) => `Too many attempts. Wait ${seconds} s.`,
  waitLabel: (seconds: number) => `Try again in ${seconds} s`,
  signInWith: (label: string) => `Sign in with ${label}`,
  cancelled: 'Sign-in was cancelled at the provider.',
  failed: 'Sign-in with the provider failed. Try again; if it keeps failing, ask an administrator.',
  unverified: 'The provider has not verified your e-mail address. Verify it there, then sign in again.',
  domain: 'Addresses from your domain cannot sign in here.',
  unknown: 'You do not have an account yet. Ask an administrator to invite you.',
  disabled: 'Your account is disabled. Ask an administrator.',
  tooManyAttemptsTo: 'Too many sign-in attempts.',
  youCanTryAgain: 'You can try again now.',
}
