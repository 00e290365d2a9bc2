import { config } from 'zod/v4/core'

// zod tries `new Function` to compile schemas; our content security policy forbids it and reports the attempt.
// In the first chunk, so that it holds before any page brings a schema.
config({ jitless: true })
