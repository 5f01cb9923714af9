import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand, startServer, temporaryInstance } from '../../../../test/support/process.ts'
import { curve, lineCounter, plugins } from './support.ts'

// A real process is killed while an analysis runs in it.

const password = 'nine quiet rivers sleep'

type Analysis = { id: string; state: string; sentence: string | null; results: { name: string }[] }

test('S-010 S-015 an analysis whose process is killed in the middle is taken up again, and its results are there once', async (t) => {
  const environment = { ...(await temporaryInstance(t)), LYCEUM_PLUGIN_FOLDERS: plugins }
  const first = await startServer(t, environment)
  const authorization = await tokenOf(environment)
  const ask = asking(authorization)
  const study = await ask<{ id: string }>(`${first.address}/api/v1/studies`, { title: 'Killed' })
  const form = new FormData()
  form.append('files', new Blob([curve]), 'a.dat')
  const sent = await fetch(`${first.address}/api/v1/studies/${study.id}/files`, {
    method: 'POST',
    body: form,
    headers: { authorization },
  })
  const { items } = (await sent.json()) as { items: { id: string }[] }
  const asked = { kind: lineCounter, title: 'Run', values: { curve: items[0]?.id ?? '', ending: 'late' } }
  const { items: rows } = await ask<{ items: Analysis[] }>(
    `${first.address}/api/v1/studies/${study.id}/analyses`,
    asked,
  )
  const id = rows[0]?.id ?? assert.fail('nothing was asked for')
  await until(
    () => ask<Analysis>(`${first.address}/api/v1/studies/analyses/${id}`),
    ({ state }) => state === 'running',
  )

  assert.equal((await first.stop('SIGKILL')).signal, 'SIGKILL')
  const second = await startServer(t, environment)
  const ended = await until(
    () => ask<Analysis>(`${second.address}/api/v1/studies/analyses/${id}`),
    ({ state }) => state === 'done' || state === 'failed',
  )

  assert.equal(ended.state, 'done', ended.sentence ?? '')
  assert.equal(ended.results.filter(({ name }) => name === 'lines.csv').length, 1)
})

async function tokenOf(environment: Readonly<Record<string, string>>): Promise<string> {
  const words = ['user', 'create', 'ada@lyceum.test', '--name', 'Ada', '--role', 'member', '--password-stdin']
  const made = await runCommand(environment, words, `${password}\n`)
  assert.equal(made.code, 0, made.stderr)
  const token = await runCommand(environment, ['user', 'token', 'ada@lyceum.test', '--name', 'test'])
  return `Bearer ${token.stdout.trim().split(/\s+/).at(-1)}`
}

const asking =
  (authorization: string) =>
  async <Answer>(url: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' }
    const wish = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    let answer = await fetch(url, wish)
    // A machine that is busy with other tests says so, and is asked again.
    for (let tries = 0; answer.status === 503 && tries < 50; tries++) {
      await sleep(200)
      answer = await fetch(url, wish)
    }
    assert.ok(answer.ok, `${url}: ${answer.status}`)
    return (await answer.json()) as Answer
  }

async function until<Value>(look: () => Promise<Value>, is: (value: Value) => boolean): Promise<Value> {
  const giveUpAt = performance.now() + 60_000
  for (;;) {
    const value = await look()
    if (is(value)) return value
    assert.ok(performance.now() < giveUpAt, JSON.stringify(value))
    await sleep(50)
  }
}
