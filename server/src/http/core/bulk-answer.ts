import { bulkAcceptedSchema } from '@flx/shared/bulk'

/** The answer of every route that starts an action on many items. */
export const BULK_ANSWER = {
  success: 202,
  answer: 'The ID of the bulk action, which continues after the response.',
  gives: bulkAcceptedSchema,
} as const
