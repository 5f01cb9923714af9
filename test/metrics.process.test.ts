import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyDatabase } from './support/databases.ts'
import { type ServerProcess, startServer, temporaryInstance } from './support/process.ts'

async function scrapeOf({ address }: ServerProcess): Promise<string> {
  const answer = await fetch(`${address}/metrics`)
  assert.equal(answer.status, 200)
  return answer.text()
}

/** The first answers may come before the worker thread has loaded what it counts with. */
async function scrapeWhole(server: ServerProcess): Promise<string> {
  const giveUpAt = performance.now() + 20_000
  for (;;) {
    const text = await scrapeOf(server)
    if (text.includes('\nlyceum_worker_thread_answers 1\n')) return text
    assert.ok(performance.now() < giveUpAt, 'the worker thread gives no answer')
  }
}

/** Memory of the whole process in MB, as the system counts it. */
const memoryOf = ({ pid }: ServerProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024

test('/metrics of one process tells of both its threads', async (t) => {
  const server = await startServer(t, await temporaryInstance(t))
  await sleep(3_000)
  const before = memoryOf(server)

  await scrapeWhole(server)
  await fetch(`${server.address}/sign-in`)
  const text = await scrapeWhole(server)

  t.diagnostic(`${before.toFixed(1)} MB before the first question, ${memoryOf(server).toFixed(1)} MB after`)
  for (const thread of ['web', 'worker'])
    assert.match(text, new RegExp(`^nodejs_eventloop_lag_p99_seconds\\{thread="${thread}"\\} [\\d.e+-]+$`, 'm'))
  assert.match(text, /^lyceum_worker_thread_answers 1$/m)
  assert.match(text, /^lyceum_build_info\{version="[\d.]+",role="all",database="sqlite"\} 1$/m)
  assert.match(
    text,
    /^lyceum_http_request_seconds_count\{method="GET",route="\/sign-in",status="200",thread="web"\} 1$/m,
  )
  assert.equal(text.match(/^process_resident_memory_bytes/gm)?.length, 1, 'the process has one memory')
  assert.equal((await server.stop()).code, 0)
})

test('a worker process that listens tells its figures, and a web process waits for no worker', async (t) => {
  const environment = {
    LYCEUM_DATABASE_URL: await emptyDatabase(t, 'postgres'),
    LYCEUM_SECRET: 'a secret of thirty-two characters or more',
  }
  const [web, worker] = await Promise.all(
    ['web', 'worker'].map(async (role) =>
      startServer(t, { ...(await temporaryInstance(t)), ...environment, LYCEUM_ROLE: role }),
    ),
  )
  assert.ok(web && worker)

  const ofWorker = await scrapeWhole(worker)
  await scrapeOf(web)
  const askedAt = performance.now()
  const ofWeb = await scrapeOf(web)

  assert.ok(performance.now() - askedAt < 450, 'nothing is waited for')
  assert.match(ofWorker, /^nodejs_eventloop_lag_p99_seconds\{thread="worker"\}/m)
  assert.match(ofWorker, /role="worker",database="postgres"/)
  assert.match(ofWeb, /role="web"/)
  assert.match(ofWeb, /^lyceum_workers 1$/m)
  assert.match(ofWeb, /^lyceum_database_connections\{state="idle"\} \d+$/m)
  assert.doesNotMatch(ofWeb, /thread="worker"|lyceum_worker_thread_answers/)
})
