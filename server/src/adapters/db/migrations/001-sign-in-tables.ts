import type { Dialect } from '../core/open-database.ts'

/** Returns the tables of the sign-in library (better-auth 1.7), frozen as it generated them for each dialect. */
export function signInTables(dialect: Dialect): string[] {
  const sqlite = dialect === 'sqlite'
  const date = sqlite ? 'date' : 'timestamptz'
  const dateNow = sqlite ? 'date' : 'timestamptz default CURRENT_TIMESTAMP'
  const flag = sqlite ? 'integer' : 'boolean'
  return [
    `create table "user" ("id" text not null primary key, "name" text not null, "email" text not null unique,
      "emailVerified" ${flag} not null, "image" text, "createdAt" ${dateNow} not null,
      "updatedAt" ${dateNow} not null, "role" text, "banned" ${flag}, "banReason" text, "banExpires" ${date})`,
    `create table "session" ("id" text not null primary key, "expiresAt" ${date} not null,
      "token" text not null unique, "createdAt" ${dateNow} not null, "updatedAt" ${date} not null,
      "ipAddress" text, "userAgent" text,
      "userId" text not null references "user" ("id") on delete cascade, "impersonatedBy" text)`,
    `create table "account" ("id" text not null primary key, "accountId" text not null, "providerId" text not null,
      "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text,
      "idToken" text, "accessTokenExpiresAt" ${date}, "refreshTokenExpiresAt" ${date}, "scope" text,
      "password" text, "createdAt" ${dateNow} not null, "updatedAt" ${date} not null)`,
    `create table "verification" ("id" text not null primary key, "identifier" text not null,
      "value" text not null, "expiresAt" ${date} not null, "createdAt" ${dateNow} not null,
      "updatedAt" ${dateNow} not null)`,
    `create table "rateLimit" ("id" text not null primary key, "key" text not null unique,
      "count" integer not null, "lastRequest" bigint not null)`,
    `create index "session_userId_idx" on "session" ("userId")`,
    `create index "account_userId_idx" on "account" ("userId")`,
    `create index "verification_identifier_idx" on "verification" ("identifier")`,
  ]
}
