import type { Searcher } from '../search/search.ts'
import { isId } from '../search/search.ts'
import { findJob } from '../tasks/queries.ts'
import { jobLinks } from '../web/job-card.ts'
import { maySeeJob } from './job-rules.ts'
import { links } from './links.ts'
import { searchPeople } from './queries/people.ts'
import { titleOfTask } from './task-titles.ts'

const people: Searcher = {
  kind: 'person',
  permission: 'house.administer',
  find: async ({ db }, { text, limit }) =>
    (await searchPeople(db, { q: text, roles: [], states: [] }, { limit })).map(({ id, name, email }) => ({
      title: name,
      detail: email,
      href: links.person(id),
    })),
}

/** A job by its id, as it stands in logs and letters. */
const jobs: Searcher = {
  kind: 'run',
  permission: 'house.read',
  find: async ({ db, parts }, { text }, person) => {
    const job = isId(text) ? await findJob(db, text.toLowerCase()) : undefined
    if (!job || !maySeeJob(person, job)) return []
    return [{ title: await titleOfTask(parts, job.task), detail: job.id, href: jobLinks.job(job.id) }]
  },
}

export const search = [people, jobs]
