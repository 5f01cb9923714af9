import { z } from 'zod'
import { findPerson } from '../accounts/queries/people.ts'
import { defineTask } from '../tasks/tasks.ts'
import { links } from './links.ts'

/** One at a time, whichever it is. */
export const demoKey = 'demo'

export const loadTask = defineTask({
  name: 'demo.load',
  title: 'Load the sample data',
  input: z.object({ personId: z.string() }),
  retry: { attempts: 2, backoffMs: 1_000 },
  timeoutMs: 10 * 60_000,
  run: async (platform, { personId }, job) => {
    const { loadDemo } = await import('./loading.ts')
    const person = await findPerson(platform.db, personId)
    if (person)
      await loadDemo(platform, { ...person, tokenId: null }, (done, total, title) => job.progress(done, total, title))
  },
  follow: { ended: async (_tx, _jobs, _outcome, { live }) => live.publish(links.topic) },
})

export const removeTask = defineTask({
  name: 'demo.remove',
  title: 'Remove the sample data',
  input: z.object({ by: z.string() }),
  retry: { attempts: 2, backoffMs: 1_000 },
  timeoutMs: 10 * 60_000,
  run: async (platform, { by }, job) => {
    const { removeDemo } = await import('./loading.ts')
    await removeDemo(platform, by, (done, total, title) => job.progress(done, total, title))
  },
  follow: { ended: async (_tx, _jobs, _outcome, { live }) => live.publish(links.topic) },
})

export const tasks = [loadTask, removeTask]
