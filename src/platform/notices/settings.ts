import { z } from 'zod'
import { defineSetting } from '../settings/settings.ts'

const errorMails = ['at once', 'every hour', 'every day', 'never'] as const

/** How administrators hear of errors of the house. */
export const errorMailSetting = defineSetting({
  name: 'notices.error-mails',
  title: 'Letters about errors',
  help: 'When administrators get a letter about an error of the house: at once for a new one and then a summary every hour, or summaries alone. The same error is one entry, however often it happens.',
  schema: z.enum(errorMails),
  fallback: 'at once',
})
