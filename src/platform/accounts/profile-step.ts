import type { FirstStep } from '../notices/tours.ts'
import { links } from './links.ts'

/** Colleagues and administrators see who somebody is. */
export const profileStep: FirstStep = {
  name: 'accounts.profile',
  title: 'Say who you are',
  text: 'Affiliation, ORCID iD, language and time zone stand in your profile.',
  href: links.account(),
  permission: 'account.manage',
  isDone: async ({ db }, { id }) => {
    const { findPerson } = await import('./queries/people.ts')
    return (await findPerson(db, id))?.affiliation != null
  },
}
