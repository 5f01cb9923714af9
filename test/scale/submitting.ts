import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../src/platform/platform.ts'
import { callTask } from './call-task.ts'

/** A web process, wherever it listens just now. */
export type Entrance = Readonly<{ address: () => string; headers: Readonly<Record<string, string>> }>

/** What somebody was told is accepted. */
export type Accepted = Readonly<{
  /** Jobs of HTTP requests that were answered with 202. */
  overHttp: readonly string[]
  /** Jobs of transactions that committed, by the thing that they tell somebody outside. */
  calls: ReadonlyMap<string, string>
  /** Recipients of letters, each the only one of its kind. */
  letters: readonly string[]
}>

export type Submitting = Readonly<{
  /** How many jobs are accepted by now. */
  count: () => number
  done: Promise<Accepted>
}>

export type Submission = Readonly<{
  jobs: number
  /** Nothing more is submitted while so many are open: what waits later waits for a reason. */
  mostOpen: number
  platform: Platform
  entrances: readonly Entrance[]
  /** Who is told of things. */
  outsideUrl: string
  openJobs: () => number
}>

const posters = 4
const callsPerCommit = 10
const pauseMs = 50

/**
 * Submits jobs until so many are accepted: a quarter over HTTP, at all entrances in turn, the others in transactions of
 * the test's own, with a letter in each. What was not accepted is no loss, and another one is tried in its place.
 */
export function submitJobs({ jobs, mostOpen, platform, entrances, outsideUrl, openJobs }: Submission): Submitting {
  const overHttp: string[] = []
  const calls = new Map<string, string>()
  const letters: string[] = []
  const wanted = Math.round(jobs / 4)
  const committed = (): number => calls.size + letters.length

  const post = async (poster: number): Promise<void> => {
    for (let n = poster; overHttp.length < wanted; n++) {
      // Both ways go on side by side to the end.
      const isAhead = overHttp.length / wanted > committed() / (jobs - wanted) + 0.05
      const job =
        isAhead || openJobs() > mostOpen ? undefined : await postBulk(entrances[n % entrances.length], `w${n}`)
      if (job !== undefined) overHttp.push(job)
      else await sleep(pauseMs)
    }
  }
  const commit = async (): Promise<void> => {
    for (let n = 0; committed() < jobs - wanted; n++) {
      const done = openJobs() > mostOpen ? undefined : await commitSome(platform, outsideUrl, n).catch(() => undefined)
      if (!done) {
        await sleep(pauseMs)
        continue
      }
      for (const [thing, job] of done.calls) calls.set(thing, job)
      letters.push(done.letter)
    }
  }
  const all = [commit(), ...Array.from({ length: posters }, (_, poster) => post(poster * jobs * 10))]
  return {
    count: () => overHttp.length + committed(),
    done: Promise.all(all).then(() => ({ overHttp, calls, letters })),
  }
}

/** Each asks for something else: who asks for the same gets the job that is there. Undefined where none was accepted. */
async function postBulk(entrance: Entrance | undefined, word: string): Promise<string | undefined> {
  if (!entrance) return undefined
  try {
    const answer = await fetch(`${entrance.address()}/api/v1/papers/papers/bulk`, {
      method: 'POST',
      headers: { ...entrance.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'priority', priority: 1, q: word }),
    })
    const body = (await answer.json()) as { job: string }
    return answer.status === 202 ? body.job : undefined
  } catch {
    return undefined
  }
}

/** Calls and a letter, whose jobs exist exactly when the transaction has committed. */
async function commitSome(platform: Platform, outsideUrl: string, n: number) {
  const things = Array.from({ length: callsPerCommit }, (_, at) => `${n}-${at}`)
  const letter = `reader-${n}@lyceum.test`
  const jobs = await platform.db.transaction().execute(async (tx) => {
    await platform.mail.send(tx, { to: letter, subject: 'News', text: 'None.', kind: 'test' })
    const inputs = things.map((thing) => ({ input: { url: `${outsideUrl}/${thing}` } }))
    return platform.tasks.enqueueMany(tx, callTask, inputs)
  })
  return { calls: things.map((thing, at) => [thing, jobs[at]?.id ?? ''] as const), letter }
}
