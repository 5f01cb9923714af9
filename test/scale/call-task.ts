import { z } from 'zod'
import { defineTask } from '../../src/platform/tasks/tasks.ts'

/** Tells somebody outside, and writes down inside that it has: the two kinds of effect that a job can have. */
export const callTask = defineTask({
  name: 'test.call',
  title: 'Tell somebody outside',
  input: z.object({ url: z.url() }),
  retry: { attempts: 20, backoffMs: 200 },
  concurrency: 8,
  run: async (platform, { url }, job) => {
    const headers = { 'idempotency-key': job.id }
    const answer = await fetch(url, { method: 'POST', headers, signal: job.signal })
    await answer.text()
    const entry = { actor: 'system', action: 'test.called', target: job.id }
    return job.finish((tx) => platform.activity.record(tx, entry))
  },
})
