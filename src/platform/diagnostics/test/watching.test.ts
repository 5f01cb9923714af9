import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { unpacked } from '../../../../test/support/archives.ts'
import { openHouse } from '../../../../test/support/house.ts'
import type { Platform } from '../../platform.ts'
import { supportBundle } from '../bundle.ts'
import { lookAtWork, watch } from '../watching.ts'

const failing = {
  name: 'test',
  checks: async () => [
    { name: 'test.wrong', title: 'All', run: async () => ({ level: 'fail' as const, message: 'It is wrong.' }) },
  ],
}

/** The platform with the given parts, which notes what it logs and whom it asks. */
function listening(platform: Platform, parts: Platform['parts'], heartbeatUrl?: string) {
  const [logged, asked]: [string[], string[]] = [[], []]
  const log = { error: (_fields: unknown, words: string) => void logged.push(words), warn: () => {} }
  const http = { request: async (_purpose: string, { url }: { url: string }) => void asked.push(url) }
  const config = { ...platform.config, heartbeatUrl }
  return { logged, asked, platform: { ...platform, parts, log, http, config } as unknown as Platform }
}

const job = { signal: new AbortController().signal, finish: async (done: () => Promise<unknown>) => done() }
const look = (platform: Platform) => watch.run(platform, {}, job as unknown as Parameters<typeof watch.run>[2])

test('what fails is said as an error, and the heartbeat address is asked only while nothing does', async (t) => {
  const house = await openHouse(t)
  const url = 'https://beat.example/one'
  const well = listening(house.platform, [], url)
  const ill = listening(house.platform, [failing], url)

  await look(well.platform)
  await look(ill.platform)

  assert.deepEqual([well.asked, well.logged.filter((line) => line.includes('test'))], [[url], []])
  assert.deepEqual(ill.asked, [])
  assert.ok(ill.logged.includes('check failed: All: It is wrong.'))
})

test('the web server says so where nobody runs jobs', async (t) => {
  const house = await openHouse(t)
  const { platform, logged } = listening(house.platform, house.platform.parts)

  await lookAtWork(platform)

  assert.deepEqual(logged, ['check failed: Workers: No worker runs, so no job does.'])
})

test('an administrator sees first what needs attention, and takes a bundle for whoever helps', async (t) => {
  const { as } = await openHouse(t)

  const { statusCode, body } = await as('dora').get('/admin')
  assert.equal(statusCode, 200)
  assert.match(body, /No worker runs, so no job does\./)
  assert.match(body, /href="\/admin\/backups"/)
  assert.equal((await as('ada').get('/admin')).statusCode, 403)

  const answer = await as('dora').get('/admin/system/support.zip')
  assert.match(String(answer.headers['content-disposition']), /lyceum-support-\d{4}-\d\d-\d\d\.zip/)
})

test('R-V13 a support bundle tells how the house is, and holds no secret and no address of a person', async (t) => {
  const environment = {
    LYCEUM_SMTP_URL: 'smtp://post:hunter2hunter2@mail.example',
    LYCEUM_HEARTBEAT_URL: 'https://beat.example/a-long-secret-path',
  }
  const { platform } = await openHouse(t, { environment })
  const logs = join(platform.config.instance, 'logs')
  mkdirSync(logs, { recursive: true })
  const line = { msg: `signed with ${platform.secret}`, person: 'ada@lyceum.test', token: 'lyc_0123456789abcdef' }
  writeFileSync(join(logs, 'error-2026-11-21.0001.jsonl'), `${JSON.stringify(line)}\n`)

  const files = await unpacked(await buffer(supportBundle(platform)))

  const all = [...files.values()].map(String).join('\n')
  for (const secret of ['hunter2hunter2', platform.secret, 'ada@lyceum', '0123456789abcdef', 'secret-path'])
    assert.ok(!all.includes(secret), secret)
  assert.match(
    String(files.get('logs/error-2026-11-21.0001.jsonl')),
    /^\{"msg":"signed with •+","person":"•+@lyceum\.test"/,
  )
  assert.match(String(files.get('doctor.json')), /tasks\.workers/)
  assert.match(String(files.get('schema.json')), /0001/)
  assert.match(String(files.get('configuration.json')), /smtp:\/\/post:•+@mail\.example/)
})
