import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryInstance } from '../../../../test/support/process.ts'
import { startMailServer } from './mail-server.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
const kills = isLong ? 100 : 8
const script = join(import.meta.dirname, 'writing.ts')

test(`R-P4 ${kills} kills, roll-backs and a fickle mail server: no letter without its cause, no cause without its letter`, async (t) => {
  const server = await startMailServer(t)
  const wire = await startWire(t, Number(new URL(server.url).port))
  const instance = await temporaryInstance(t)
  const environment = { ...instance, LYCEUM_SMTP_URL: `smtp://127.0.0.1:${wire.port}` }
  const database = join(instance.LYCEUM_INSTANCE ?? '', 'lyceum.db')

  for (let n = 0; n < kills; n++) {
    const child = await startWriter(t, environment)
    // In turn: it is well, refuses, takes the letter and says no, and the line is cut.
    server.behaviour.refuseWith = n % 4 === 1 || n % 4 === 2 ? 451 : undefined
    server.behaviour.takesIt = n % 4 === 2
    const cutting = n % 4 === 3 ? setInterval(wire.cut, 40) : undefined
    const taken = server.received.length
    await sleep(150 + Math.random() * 250)
    // What was taken and denied comes again: the test waits until there is such a letter, on a busy machine too.
    for (let waits = 0; server.behaviour.takesIt && server.received.length === taken && waits < 500; waits++)
      await sleep(20)
    clearInterval(cutting)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  server.behaviour.refuseWith = undefined
  const last = await startWriter(t, environment, 'drain')
  const file = new DatabaseSync(database, { readOnly: true })
  t.after(() => file.close())
  const givenUpAt = Date.now() + 20_000
  while (count(file, "select count(*) as n from mail_outbox where state <> 'sent'") > 0) {
    assert.ok(Date.now() < givenUpAt, 'all letters are sent in the end')
    await sleep(200)
  }
  last.kill('SIGKILL')
  await once(last, 'exit')

  const causes = texts(file, "select message as x from activity_entries where action = 'test.cause'")
  const letters = texts(file, 'select subject as x from mail_outbox')
  const received = new Set(server.received.map(({ subject }) => subject))
  const ids = new Set(server.received.map(({ messageId }) => messageId))
  t.diagnostic(JSON.stringify({ causes: causes.length, received: server.received.length, distinct: received.size }))
  assert.ok(causes.length > kills, `${causes.length} causes`)
  assert.deepEqual(letters, causes)
  assert.deepEqual([...received].sort(), causes)
  assert.equal(ids.size, causes.length, 'a letter that came twice came under one Message-ID')
  assert.ok(server.received.length > causes.length, 'some came twice, or this test has met nothing')
})

async function startWriter(
  t: TestContext,
  environment: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...environment, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  let words = ''
  child.stderr?.on('data', (chunk) => {
    words += chunk
  })
  const started = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)])
  assert.ok(started, words)
  return child
}

/** A line to the mail server that can be cut. */
async function startWire(t: TestContext, port: number) {
  const sockets = new Set<Socket>()
  const wire = createServer((socket) => {
    const onward = connect(port, '127.0.0.1')
    for (const one of [socket, onward]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        socket.destroy()
        onward.destroy()
      })
    }
    socket.pipe(onward).pipe(socket)
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  t.after(() => {
    cut()
    wire.close()
  })
  const address = wire.address()
  return { cut, port: typeof address === 'object' && address ? address.port : 0 }
}

const count = (file: DatabaseSync, query: string): number => Number(file.prepare(query).get()?.n)

const texts = (file: DatabaseSync, query: string): string[] =>
  file
    .prepare(query)
    .all()
    .map(({ x }) => String(x))
    .sort()
