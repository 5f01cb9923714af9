import { z } from 'zod'
import { defineSetting } from '../settings/settings.ts'

/** Who answers for our requests, shown to every server we ask; null: what LYCEUM_CONTACT says. */
export const contactSetting = defineSetting<string | null>({
  name: 'http.contact',
  title: 'Contact shown to sources',
  help: 'Mail address that reaches a person, and after a space a project page. Sources ask for it; collecting does not start without one.',
  schema: z.string().trim().max(300).nullable(),
  fallback: null,
})
