// The messages of requests that got no answer.

export const problemWords = {
  unexpected: 'Unexpected response',
  unexpectedHint: (status: number) =>
    `The server responded with status ${status} and gave no reason. Try again, or check its log.`,
  unreachable: 'Could not reach the server',
  unreachableHint:
    'Could not reach the server. Check that it is running and that the network reaches it, then try again.',
}

export const roleWords = {
  needed: (role: string) => `This needs the ${role} role.`,
}

export const liveWords = {
  newerPage: 'The server was updated, and this page is older. Load it again to see changes live.',
}
