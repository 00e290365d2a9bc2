// The messages of requests that got no answer.

export const problemWords = {
  unexpected: 'Unexpected response',
  unexpectedHint: (status: number) =>
    `The server responded with status ${status} and gave no reason. Try again, or check the server log.`,
  unreachable: 'Could not reach the server',
  unreachableHint: 'Check that the server is running and your network can reach it, then try again.',
}

export const roleWords = {
  needed: (role: string) => `This needs the ${role} role.`,
}

export const liveWords = {
  newerPage: 'The server was updated. Reload this page to see live changes.',
}
